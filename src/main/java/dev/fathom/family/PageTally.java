package dev.fathom.family;

import dev.fathom.os.PhysicalPages;
import dev.fathom.model.memory.Mapping;
import java.util.ArrayList;
import java.util.List;

/// The pages of one mapping by what they are, all in bytes.
///
/// @param mapping whose pages they are
/// @param framesShown whether the kernel showed the frames. If not, PSS is the kernel's own sum,
///   merged pages and shared memory are not told from others, and sharing is known as far as the
///   page table says who is alone
/// @param rss in memory, the zero page not counted
/// @param pss the same, each page divided by how many map it
/// @param uss in memory, mapped once
/// @param shared in memory, mapped more than once
/// @param anonymous in memory, of no file
/// @param file in memory, of a file
/// @param sharedMemory in memory, of shared memory; counted as file where frames are not shown
/// @param huge in memory, mapped 2 MiB at a time
/// @param merged in memory, merged with equal pages by the kernel (KSM)
/// @param zero mapped to the zero page: in no Rss
/// @param swapped in the swap area
/// @param sharers with how many: bytes mapped once, twice, 3 to 4 times, 5 to 8 times…
public record PageTally(
    Mapping mapping,
    boolean framesShown,
    long rss,
    long pss,
    long uss,
    long shared,
    long anonymous,
    long file,
    long sharedMemory,
    long huge,
    long merged,
    long zero,
    long swapped,
    List<Long> sharers) {

  /// Bits behind the point of a page's share, as the kernel has them (`PSS_SHIFT`,
  /// `fs/proc/task_mmu.c`).
  private static final int SHARE_BITS = 12;

  private static final int SHARER_CLASSES = 12;

  /// Counts the pages of each mapping of a process.
  public static List<PageTally> of(PageTable table, Frames frames) {
    List<PageTally> tallies = new ArrayList<>();
    for (Mapping mapping : table.mappings()) {
      tallies.add(of(mapping, table, frames));
    }
    return tallies;
  }

  private static PageTally of(Mapping mapping, PageTable table, Frames frames) {
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

    void count(PageTable table, int page, Frames frames) {
      if (table.swapped(page)) {
        swapped += PageTable.PAGE_BYTES;
      } else if (table.zero(page)) {
        zero += PageTable.PAGE_BYTES;
      } else if (table.resident(page)) {
        countResident(table, page, frames);
      }
    }

    private void countResident(PageTable table, int page, Frames frames) {
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
