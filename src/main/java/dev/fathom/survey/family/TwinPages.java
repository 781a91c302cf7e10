package dev.fathom.survey.family;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.ProcessStat;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.target.LiveProcess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What two processes that were forked from the same one have made each for itself, and alike: done
/// before the fork it would be there once.
///
/// @param twin the other process
/// @param equal bytes of anonymous pages of its own that the twin has at the same address, and that
///   say the same there; their parent has none there
/// @param own bytes of all anonymous pages of its own
public record TwinPages(int twin, long equal, long own) {
  /// Of a larger process nobody waits for all of its memory to be read.
  private static final long MOST_BYTES = 8L << 30;

  /// {@return what a process and its twin have alike; empty where it has none} The twin is that
  /// child of its parent, with the same program as both, which began next to it. None of them is
  /// held: what they write meanwhile is a page more or less.
  ///
  /// @throws ProcessAccessException in one line, if one of them cannot be looked at
  public static Optional<TwinPages> of(int process) throws ProcessAccessException {
    ProcessStat stat = ProcessDirectory.of(process).stat();
    int parent = stat.parent();
    if (parent <= 0 || !isOfOneProgram(parent, process)) {
      return Optional.empty();
    }
    Optional<ProcessStat> twin =
        ProcessDirectory.all().stream()
            .filter(each -> each != process && isOfOneProgram(each, process))
            .flatMap(each -> stat(each).stream())
            .filter(each -> each.parent() == parent)
            .min(
                Comparator.<ProcessStat>comparingLong(
                        each -> Math.abs(each.startTicks() - stat.startTicks()))
                    .thenComparingInt(ProcessStat::process));
    return twin.isEmpty()
        ? Optional.empty()
        : Optional.of(compare(parent, process, twin.get().process()));
  }

  private static Optional<ProcessStat> stat(int process) {
    try {
      return Optional.of(ProcessDirectory.of(process).stat()).filter(ProcessStat::hasMemory);
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    }
  }

  private static boolean isOfOneProgram(int one, int other) {
    try {
      return ProcessDirectory.of(one).executable().equals(ProcessDirectory.of(other).executable());
    } catch (ProcessAccessException ended) {
      return false; // or another user's
    }
  }

  private static TwinPages compare(int parent, int process, int twin)
      throws ProcessAccessException {
    try (LiveProcess above = LiveProcess.open(parent, Freeze.NONE);
        LiveProcess one = LiveProcess.open(process, Freeze.NONE);
        LiveProcess other = LiveProcess.open(twin, Freeze.NONE);
        Arena arena = Arena.ofConfined()) {
      PageTable parents = PageTable.of(above);
      PageTable ones = PageTable.of(one);
      PageTable others = PageTable.of(other);
      PhysicalFrames frames = PhysicalFrames.of(List.of(parents, ones, others));
      MemorySegment oneBytes = arena.allocate(PageTable.PAGE_BYTES);
      MemorySegment otherBytes = arena.allocate(PageTable.PAGE_BYTES);
      long equal = 0;
      long own = 0;
      for (int page = 0; page < ones.count() && own < MOST_BYTES; page++) {
        if (!isOwn(ones, page, frames)) {
          continue;
        }
        own += PageTable.PAGE_BYTES;
        long address = ones.address(page);
        int at = others.atOrAbove(address);
        if (at < others.count()
            && others.address(at) == address
            && isOwn(others, at, frames)
            && !isThere(parents, address)
            && one.memory().read(address, oneBytes, PageTable.PAGE_BYTES) == 0
            && other.memory().read(address, otherBytes, PageTable.PAGE_BYTES) == 0
            && oneBytes.mismatch(otherBytes) < 0) {
          equal += PageTable.PAGE_BYTES;
        }
      }
      return new TwinPages(twin, equal, own);
    }
  }

  private static boolean isThere(PageTable table, long address) {
    int at = table.atOrAbove(address);
    return at < table.count() && table.address(at) == address && table.resident(at);
  }

  /// Anonymous, and in no other process.
  private static boolean isOwn(PageTable table, int page, PhysicalFrames frames) {
    return table.resident(page)
        && !table.ofFile(page)
        && (frames.shown() ? frames.mapCount(table.frame(page)) <= 1 : table.exclusive(page));
  }
}
