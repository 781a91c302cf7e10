package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A program in whatever language, which says of itself in lines of a name and a number what it
/// holds, then `ready PID`, and waits for the end of its standard input.
public final class ForeignTarget implements SleepingTarget {
  private final TargetProcess process;

  private ForeignTarget(TargetProcess process) {
    this.process = process;
  }

  /// Starts a command; skips the test where there is no such program.
  public static ForeignTarget start(List<String> command) {
    return new ForeignTarget(TargetProcess.start(installed(command), Map.of()));
  }

  /// Runs a command to its end; skips the test where there is no such program.
  public static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(installed(command)).inheritIO().start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed");
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static List<String> installed(List<String> command) {
    Optional<Path> program =
        Stream.of(System.getenv("PATH").split(":"))
            .map(directory -> Path.of(directory).resolve(command.getFirst()))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(program.isPresent(), "no " + command.getFirst() + " here");
    List<String> line = new ArrayList<>(command);
    line.set(0, program.orElseThrow().toString());
    return line;
  }

  /// What it says of itself.
  public Map<String, Long> says() {
    Map<String, Long> said = new TreeMap<>();
    for (String line : process.announced()) {
      String[] words = line.split(" ", -1);
      said.put(words[0], Long.parseLong(words[1]));
    }
    return said;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
