package dev.fathom.cli.follow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Names of steps of load: lines that the user writes as each is reached.
final class StepInput {
  /// More that nobody has taken yet are dropped.
  private static final int MOST_WAITING = 1000;

  private static final int LONGEST = 200;

  private final BlockingQueue<String> come = new LinkedBlockingQueue<>(MOST_WAITING);

  private StepInput() {}

  /// Begins to read, until the input ends.
  static StepInput of(InputStream input) {
    StepInput steps = new StepInput();
    Thread.ofPlatform().daemon().name("steps").start(() -> steps.read(input));
    return steps;
  }

  private void read(InputStream input) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String name = line.strip();
        come.offer(name.substring(0, Math.min(LONGEST, name.length())));
      }
    } catch (IOException over) {
      // Then there are no more.
    }
  }

  /// {@return those that have come since the call before}
  List<String> take() {
    List<String> names = new ArrayList<>();
    come.drainTo(names);
    return names;
  }
}
