package dev.fathom.survey.experiment;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;

/// What the kernel counts of a process at a step of an experiment, in bytes.
///
/// @param rss resident
/// @param anonymous resident and of no file
/// @param data what it may write to alone (`VmData`), resident or not
public record ProcessFigures(long rss, long anonymous, long data) {
  private static final String KIB = " kB";

  /// Asks. **Cost**: a walk through its page tables by the kernel.
  public static ProcessFigures of(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process);
    PageCounters counters = directory.rollup();
    String data = directory.status("VmData");
    return new ProcessFigures(
        counters.rss(),
        counters.anonymous(),
        data.endsWith(KIB)
            ? Long.parseLong(data.substring(0, data.length() - KIB.length())) << 10
            : 0);
  }

  /// {@return what the kernel counts of all its memory} **Cost**: as above.
  public static PageCounters counters(int process) throws ProcessAccessException {
    return ProcessDirectory.of(process).rollup();
  }

  /// {@return which process it is a child of}
  public static int parent(int process) throws ProcessAccessException {
    return ProcessDirectory.of(process).stat().parent();
  }

  /// {@return what is counted of its writable memory of no file} **Cost**: as above.
  public static PageCounters writableAnonymous(int process) throws ProcessAccessException {
    PageCounters sum = PageCounters.NONE;
    for (MapsEntry entry : ProcessDirectory.of(process).smaps()) {
      if (entry.inode() == 0 && entry.permissions().startsWith("rw")) {
        sum = sum.plus(entry.counters());
      }
    }
    return sum;
  }
}
