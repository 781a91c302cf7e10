package dev.fathom.cli.follow;

import dev.fathom.ask.snapshot.SnapshotAnswer;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.MemoryLimit;
import dev.fathom.model.Pause;
import dev.fathom.model.watch.LastSnapshot;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Takes snapshots into a directory, of which only the last few stay. Files of others, and those of
/// an earlier watch, are let be.
final class LastSnapshots {
  private static final int KEPT = 3;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Path directory;
  private final Screen screen;
  private final Pause pause;
  private final List<LastSnapshot> kept = new ArrayList<>();
  private int taken;

  LastSnapshots(Path directory, Screen screen, Pause pause) {
    this.directory = directory;
    this.screen = screen;
    this.pause = pause;
  }

  /// Says now if none can be written.
  void check(int process) throws IOException {
    Output.ofBytes(file(process, 0).toString(), screen).close();
  }

  Path directory() {
    return directory;
  }

  private Path file(int process, int number) {
    return directory.resolve("last-words-" + process + "-" + number + ".fathom");
  }

  /// Takes one, and removes the earliest if there are too many then.
  ///
  /// @param mark at which it is due
  /// @param fast whether the process is not to run before all is found
  /// @param millis now
  LastSnapshot take(int process, int mark, MemoryLimit limit, boolean fast, long millis)
      throws IOException {
    boolean throughout = fast && pause.freeze() != Freeze.NONE;
    while (Files.exists(file(process, taken + 1), LinkOption.NOFOLLOW_LINKS)) {
      taken++; // of an earlier watch
    }
    String file = file(process, taken + 1).toString();
    LastSnapshot snapshot;
    try (Output output = Output.ofBytes(file, screen)) {
      long since = System.nanoTime();
      Findings findings =
          throughout ? Look.stoppedThroughout(process) : Look.atProcess(process, pause, Depth.ALL);
      long held = throughout ? System.nanoTime() - since : findings.cost().heldNanos();
      new SnapshotAnswer(findings, Instant.now(), false).writeFindings(output.stream());
      output.finish();
      snapshot =
          new LastSnapshot(
              file,
              process,
              mark,
              limit,
              findings.counters().rss(),
              millis,
              held / NANOS_PER_MILLI,
              throughout);
    }
    taken++;
    kept.add(snapshot);
    if (kept.size() > KEPT) {
      Files.deleteIfExists(Path.of(kept.removeFirst().file()));
    }
    return snapshot;
  }

  /// {@return those that there are, the earliest first}
  List<LastSnapshot> kept() {
    return List.copyOf(kept);
  }
}
