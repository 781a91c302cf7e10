package dev.fathom.survey;

import dev.fathom.model.memory.HugePages;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Looks how much of a target's huge pages is nothing but zeros. Such parts may be what the program
/// wrote, but hardly ever are: they are in memory because others of the same huge page are in use.
///
/// **Cost**: that of reading them; of more than 64 MiB a sample, every second huge page, every
/// third and so on.
final class HugePageScan {
  private static final long PAGE_BYTES = 4096;
  private static final long HUGE_BYTES = 2L << 20;
  private static final long MOST_BYTES = 64L << 20;

  private final Memory memory;
  private final MemorySegment page;
  private final MemorySegment zeros;

  private HugePageScan(Memory memory, Arena arena) {
    this.memory = memory;
    this.page = arena.allocate(HUGE_BYTES);
    this.zeros = arena.allocate(PAGE_BYTES);
  }

  /// Looks through them. The target may run: what it writes meanwhile is a few pages more or less.
  static HugePages of(PageRuns pages, Memory memory) {
    long resident = 0;
    for (int run = 0; run < pages.count(); run++) {
      resident += isHuge(pages, run) ? pages.end(run) - pages.start(run) : 0;
    }
    if (resident == 0) {
      return HugePages.NONE;
    }
    try (Arena arena = Arena.ofConfined()) {
      return new HugePages(
          resident,
          new HugePageScan(memory, arena).zeros(pages, (resident + MOST_BYTES - 1) / MOST_BYTES));
    }
  }

  private static boolean isHuge(PageRuns pages, int run) {
    return pages.huge(run) && pages.readable(run) && !pages.ofFile(run) && !pages.pooled(run);
  }

  /// @param step of so many huge pages one is looked at
  private long zeros(PageRuns pages, long step) {
    long seen = 0;
    long empty = 0;
    long skipped = 0;
    long number = 0;
    for (int run = 0; run < pages.count(); run++) {
      if (isHuge(pages, run)) {
        for (long at = pages.start(run); at < pages.end(run); at += HUGE_BYTES, number++) {
          long bytes = Math.min(HUGE_BYTES, pages.end(run) - at);
          if (number % step == 0 && memory.read(at, page, bytes) == 0) {
            seen += bytes;
            empty += emptyBytes(bytes);
          } else {
            skipped += bytes;
          }
        }
      }
    }
    return seen == 0 ? 0 : empty + Math.round(skipped * ((double) empty / seen));
  }

  private long emptyBytes(long bytes) {
    long empty = 0;
    for (long at = 0; at < bytes; at += PAGE_BYTES) {
      boolean zero = MemorySegment.mismatch(page, at, at + PAGE_BYTES, zeros, 0, PAGE_BYTES) < 0;
      empty += zero ? PAGE_BYTES : 0;
    }
    return empty;
  }
}
