package dev.fathom.survey.family;

import dev.fathom.model.family.PageTally;
import dev.fathom.model.memory.Mapping;
import dev.fathom.os.PhysicalPages;
import java.util.ArrayList;
import java.util.List;

/// Counts the pages of each mapping of a process by what they are.
public final class PageTallies {
  /// Bits behind the point of a page's share, as the kernel has them (`PSS_SHIFT`,
  /// `fs/proc/task_mmu.c`).
  private static final int SHARE_BITS = 12;

  private static final int SHARER_CLASSES = 12;

  private PageTallies() {}

  /// Counts the pages of each mapping of a process.
  public static List<PageTally> of(PageTable table, PhysicalFrames frames) {
    List<PageTally> tallies = new ArrayList<>();
    for (Mapping mapping : table.mappings()) {
      tallies.add(of(mapping, table, frames));
    }
    return tallies;
  }

  private static PageTally of(Mapping mapping, PageTable table, PhysicalFrames frames) {
    Counter counter = new Counter();
    for (int page = table.atOrAbove(mapping.start());
        page < table.count() && table.address(page) < mapping.end();
        page++) {
      counter.count(table, page, frames);
    }
    boolean shown = frames.shown();
    return new PageTally(
        mapping,
        shown,
        counter.rss,
        shown ? counter.shares >>> SHARE_BITS : mapping.counters().pss(),
        counter.uss,
        counter.rss - counter.uss,
        counter.anonymous,
        counter.file,
        counter.sharedMemory,
        counter.huge,
        counter.merged,
        counter.zero,
        counter.swapped,
        counter.sharers());
  }

  /// Adds up what pages are.
  private static final class Counter {
    long rss;
    long shares;
    long uss;
    long anonymous;
    long file;
    long sharedMemory;
    long huge;
    long merged;
    long zero;
    long swapped;
    final long[] sharers = new long[SHARER_CLASSES];

    void count(PageTable table, int page, PhysicalFrames frames) {
      if (table.swapped(page)) {
        swapped += PageTable.PAGE_BYTES;
      } else if (table.zero(page)) {
        zero += PageTable.PAGE_BYTES;
      } else if (table.resident(page)) {
        countResident(table, page, frames);
      }
    }

    private void countResident(PageTable table, int page, PhysicalFrames frames) {
      long frame = table.frame(page);
      long flags = frames.flags(frame);
      long mapped = frames.shown() ? Math.max(1, frames.mapCount(frame)) : 0;
      boolean alone = frames.shown() ? mapped == 1 : table.exclusive(page);
      rss += PageTable.PAGE_BYTES;
      if (mapped > 0) {
        shares += (PageTable.PAGE_BYTES << SHARE_BITS) / mapped;
        int twos = Long.SIZE - Long.numberOfLeadingZeros(mapped - 1);
        sharers[Math.min(twos, SHARER_CLASSES - 1)] += PageTable.PAGE_BYTES;
      }
      uss += alone ? PageTable.PAGE_BYTES : 0;
      huge += table.huge(page) ? PageTable.PAGE_BYTES : 0;
      merged += PhysicalPages.merged(flags) ? PageTable.PAGE_BYTES : 0;
      if (!table.ofFile(page)) {
        anonymous += PageTable.PAGE_BYTES;
      } else if (PhysicalPages.sharedMemory(flags)) {
        sharedMemory += PageTable.PAGE_BYTES;
      } else {
        file += PageTable.PAGE_BYTES;
      }
    }

    List<Long> sharers() {
      List<Long> list = new ArrayList<>();
      for (long bytes : sharers) {
        list.add(bytes);
      }
      return List.copyOf(list);
    }
  }
}
