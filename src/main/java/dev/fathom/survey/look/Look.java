package dev.fathom.survey.look;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.sample.MemorySample;
import dev.fathom.os.Stop;
import dev.fathom.runtime.Runtime;
import dev.fathom.survey.SampledMemory;
import dev.fathom.survey.Survey;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.target.core.DyingProcess;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One look at a target, with all parties that there are.
public final class Look {
  private Look() {}

  /// Looks at a process.
  ///
  /// @throws ProcessAccessException in one line, if it cannot be looked at
  public static Findings atProcess(int process, Pause pause, Depth depth)
      throws ProcessAccessException {
    LiveProcess opened = LiveProcess.open(process, pause);
    return survey(
        depth == Depth.ALL_AND_SHARERS ? opened.withSharers() : opened,
        depth == Depth.ALLOCATORS ? Parties.languages() : Parties.runtimes(),
        Survey.Wish.NAMES);
  }

  /// The same, with the text of the strings that the program works on.
  public static Findings atProcessWithValues(int process, Pause pause)
      throws ProcessAccessException {
    return survey(LiveProcess.open(process, pause), Parties.runtimes(), Survey.Wish.VALUES);
  }

  /// Looks at a process that is stopped at once, and until all is found: it might be past what is
  /// to be seen before everything is ready, or past its end soon after. By a signal, so it may be a
  /// child of this virtual machine, which nobody may trace.
  public static Findings stoppedThroughout(int process) throws ProcessAccessException {
    Stop stop = Stop.of(Freeze.SIGNAL, process);
    try (stop) {
      return atProcess(process, Pause.of(Freeze.SIGNAL), Depth.ALL);
    }
  }

  /// Looks at a part of a process's memory, which runs on meanwhile.
  ///
  /// @param share of its memory, above 0, at most 1
  /// @param seed decides which part
  public static MemorySample sampled(int process, double share, long seed)
      throws ProcessAccessException {
    try (Target target = LiveProcess.open(process, Freeze.NONE)) {
      return SampledMemory.of(target, Parties.allocators(), Parties.runtimes(), share, seed);
    }
  }

  /// {@return whether a file is a core or a capture} What else is wrong with it shows when it is
  /// looked at.
  public static boolean isCore(Path file) {
    return CoreProcess.isElfOrPacked(file);
  }

  /// Looks at a core or a capture.
  ///
  /// @param root where the files are that the process had mapped; null for this machine's
  /// @throws ProcessAccessException in one line, if it cannot be read
  public static Findings atCore(Path file, @Nullable Path root, boolean values)
      throws ProcessAccessException {
    return survey(
        CoreProcess.open(file, root),
        Parties.runtimes(),
        values ? Survey.Wish.VALUES : Survey.Wish.NAMES);
  }

  /// Looks at a process that dies, while the kernel waits for somebody to read its core.
  ///
  /// @param core what the kernel writes; no more of it is read than who the threads are, and it
  ///   stays open: the process is there until it is closed
  /// @throws ProcessAccessException in one line, if it cannot be looked at, or that is no core
  public static Findings atDying(int process, InputStream core) throws ProcessAccessException {
    return survey(DyingProcess.open(process, core), Parties.runtimes(), Survey.Wish.NAMES);
  }

  private static Findings survey(Target opened, List<Runtime> runtimes, Survey.Wish wish)
      throws ProcessAccessException {
    try (Target target = opened) {
      return Survey.of(target, Parties.allocators(), runtimes, wish);
    }
  }
}
