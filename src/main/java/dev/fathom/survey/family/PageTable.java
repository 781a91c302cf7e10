package dev.fathom.survey.family;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.PagemapFile;
import dev.fathom.target.Target;
import java.util.Arrays;
import java.util.List;

/// The pages of one process that are there: present, the zero page, or swapped; in address order.
///
/// **Memory**: 17 bytes a page of 4 KiB.
public final class PageTable {
  static final long PAGE_BYTES = 4096;

  private static final byte ZERO = 1;
  private static final byte HUGE = 2;

  private final int process;
  private final List<Mapping> mappings;
  private long[] addresses = new long[1024];
  private long[] entries = new long[1024];
  private byte[] states = new byte[1024];
  private int count;

  private PageTable(int process, List<Mapping> mappings) {
    this.process = process;
    this.mappings = mappings;
  }

  /// Reads it; the target should be held.
  public static PageTable of(Target target) throws ProcessAccessException {
    PageTable table = new PageTable(target.identity().process(), target.mappings());
    try (PagemapFile map = PagemapFile.open(table.process)) {
      for (Mapping mapping : table.mappings) {
        if (!mapping.special()) {
          table.add(mapping, target.pages(), map);
        }
      }
    }
    return table;
  }

  private void add(Mapping mapping, PageRuns runs, PagemapFile map) throws ProcessAccessException {
    for (int run = runs.at(mapping.start());
        run < runs.count() && runs.start(run) < mapping.end();
        run++) {
      if (runs.pooled(run)) {
        continue; // in no Rss, nor in the kernel's shares
      }
      long start = Math.max(mapping.start(), runs.start(run));
      long end = Math.min(mapping.end(), runs.end(run));
      byte state = state(runs, run);
      int pages = (int) ((end - start) / PAGE_BYTES);
      reserve(pages);
      if (map.read(start, entries, count, pages) < pages) {
        throw new ProcessAccessException("process " + process + " ended while it was being read");
      }
      for (int page = 0; page < pages; page++) {
        addresses[count + page] = start + page * PAGE_BYTES;
        states[count + page] = state;
      }
      count += pages;
    }
  }

  /// There is a huge zero page, too: it is the zero page first.
  private static byte state(PageRuns runs, int run) {
    if (!runs.resident(run) && !runs.swapped(run)) {
      return ZERO;
    }
    return runs.huge(run) ? HUGE : 0;
  }

  private void reserve(int pages) {
    if (count + pages > addresses.length) {
      int capacity = Math.max(count + pages, addresses.length + addresses.length / 2);
      addresses = Arrays.copyOf(addresses, capacity);
      entries = Arrays.copyOf(entries, capacity);
      states = Arrays.copyOf(states, capacity);
    }
  }

  public List<Mapping> mappings() {
    return mappings;
  }

  public int count() {
    return count;
  }

  public long address(int page) {
    return addresses[page];
  }

  /// {@return the first page at or above `address`; may be [#count()]}
  public int atOrAbove(long address) {
    int found = Arrays.binarySearch(addresses, 0, count, address);
    return found >= 0 ? found : -found - 1;
  }

  /// Whether it counts in Rss: in memory, and not the zero page.
  public boolean resident(int page) {
    return PagemapFile.present(entries[page]) && states[page] != ZERO;
  }

  public boolean zero(int page) {
    return PagemapFile.present(entries[page]) && states[page] == ZERO;
  }

  public boolean swapped(int page) {
    return PagemapFile.swapped(entries[page]);
  }

  /// Whether one page-table entry maps it together with 511 others.
  public boolean huge(int page) {
    return states[page] == HUGE;
  }

  /// Whether it is a page of a file or of shared memory.
  public boolean ofFile(int page) {
    return PagemapFile.ofFile(entries[page]);
  }

  /// Whether the kernel says that nobody else maps it; not to be believed of a huge page.
  public boolean exclusive(int page) {
    return PagemapFile.exclusive(entries[page]);
  }

  /// {@return its frame; 0 where it is not in memory, or where the kernel does not tell}
  public long frame(int page) {
    return resident(page) ? PagemapFile.frame(entries[page]) : 0;
  }
}
