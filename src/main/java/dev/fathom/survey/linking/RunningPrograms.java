package dev.fathom.survey.linking;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What processes that run a program cost.
public final class RunningPrograms {
  private RunningPrograms() {}

  /// {@return for each process that runs a program what it shares with nobody and its page tables,
  /// in bytes, ascending} Those that may not be looked into are left out. **Cost**: some 0.2 ms for
  /// each process of the machine.
  public static List<Long> costs(Path program) {
    return ProcessDirectory.all().stream()
        .map(ProcessDirectory::of)
        .filter(process -> runs(process, program))
        .map(RunningPrograms::cost)
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  private static boolean runs(ProcessDirectory process, Path program) {
    try {
      return Files.isSameFile(process.executableLink(), program);
    } catch (IOException other) {
      return false; // it ended, is the kernel's own, or another user's
    }
  }

  /// Pages of files that only this process maps would be shared with one more.
  private static Optional<Long> cost(ProcessDirectory process) {
    try {
      PageCounters counters = process.rollup();
      return counters.rss() == 0
          ? Optional.empty()
          : Optional.of(
              Math.min(counters.anonymous(), counters.privateDirty()) + process.pageTableBytes());
    } catch (ProcessAccessException gone) {
      return Optional.empty();
    }
  }
}
