package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.mutants.Lineages;
import dev.fathom.mutants.MutantKind;
import dev.fathom.mutants.MutantSort;
import dev.fathom.mutants.MutantTrial;
import dev.fathom.snapshot.parquet.SnapshotMutants;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files that somebody changed, or made up: whatever they say, a command ends soon, with an answer
/// or in one line, and takes no more memory than so large a file may.
///
/// `-Dfathom.mutants=20000` tries so many of each sort; a failure names the numbers of its changes.
/// `tools/judges/mutants 1000000` tries more, and renews the virtual machine every thousand.
final class MutantsTest {
  private static final int MUTANTS = Integer.getInteger("fathom.mutants", 60);
  private static final int FIRST = Integer.getInteger("fathom.mutants.first", 0);

  @TempDir private static Path directory;

  @ParameterizedTest
  @EnumSource(
      value = MutantKind.class,
      names = {
        "TABLE",
        "SNAPSHOT_OF_PYTHON",
        "SNAPSHOT_OF_C",
        "SNAPSHOT_BYTES",
        "CORE",
        "CAPTURE_OF_PYTHON"
      })
  void changedFiles(MutantKind kind) throws IOException {
    try (MutantSort sort = kind.open(directory, directory)) {
      MutantTrial.of(sort, Lineages.fresh(), FIRST, MUTANTS).assertRight();
    }
  }

  /// What was taken apart and put together again is still sound: else nothing of its mutants would
  /// be tried but a first check.
  @Test
  void aSnapshotPutTogetherAgain() throws IOException {
    Path sound = directory.resolve("sound.fathom");
    Files.write(sound, SnapshotMutants.of(snapshot()).bytes());
    FathomRun.of("report", sound, "--json").assertFine();
  }

  /// A few kilobytes that claim to be two thousand million rows.
  @Test
  void rowsThatAFileHasNotTheBytesFor() throws IOException {
    SnapshotMutants mutants = SnapshotMutants.of(snapshot());
    Path file = directory.resolve("claims.fathom");
    for (String table : List.of("objects", "edges", "chunks", "mappings")) {
      Files.write(file, mutants.claiming(table, Integer.MAX_VALUE));
      for (String command : List.of("report", "objects", "leaks")) {
        assertThat(FathomRun.of(command, file).assertOneLine(ExitCode.FAILED))
            .contains("damaged: a table has fewer bytes than its rows take");
      }
    }
  }

  /// Heaps that end before they begin: going through one never came to an end.
  @Test
  void heapsWithoutAnEnd() throws IOException {
    SnapshotMutants mutants = SnapshotMutants.of(snapshot());
    Path file = directory.resolve("heaps.fathom");
    for (long bytes : List.of(0L, -4096L, Long.MAX_VALUE)) {
      Files.write(file, mutants.with("heaps", "bytes", bytes));
      assertThat(FathomRun.of("fragmentation", file).assertOneLine(ExitCode.FAILED))
          .contains("heaps are in no order, or have no end");
    }
  }

  /// Free chunks of no bytes: their share of the largest was asked for.
  @Test
  void freeChunksWithoutBytes() throws IOException {
    SnapshotMutants mutants = SnapshotMutants.of(snapshot());
    Path file = directory.resolve("free.fathom");
    Files.write(file, mutants.with("free_sizes", "bytes", 0));
    assertThat(FathomRun.of("fragmentation", file).assertOneLine(ExitCode.FAILED))
        .contains("damaged");
  }

  /// Paths that never come to a variable: whoever followed one never came to an end.
  @Test
  void pathsInACircle() throws IOException {
    SnapshotMutants mutants = SnapshotMutants.of(snapshot());
    Path file = directory.resolve("circle.fathom");
    Files.write(file, mutants.with("sizes", "reached_by", 0));
    assertThat(FathomRun.of("explain", file, "__main__.Node").assertOneLine(ExitCode.FAILED))
        .contains("a path to an object leads in a circle");
  }

  private Path snapshot() {
    Path file = directory.resolve("snapshot.fathom");
    if (!Files.exists(file)) {
      try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "bare.py")) {
        FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      }
    }
    return file;
  }
}
