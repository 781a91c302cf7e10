package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of 64-bit words, in pages: growing copies nothing, and no array is large.
public final class LongColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;
  private static final int FIRST_ROOM = 1 << 10;

  private long[][] pages = new long[0][];
  private int count;

  public void add(long value) {
    int page = count >>> PAGE_SHIFT;
    int at = count & PAGE_ENTRIES - 1;
    if (page == pages.length || at == pages[page].length) {
      reserve(page, at + 1);
    }
    pages[page][at] = value;
    count++;
  }

  /// Makes room for so many entries on the last page. A short column has a short page.
  private void reserve(int page, int entries) {
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
      pages[page] = new long[page == 0 ? FIRST_ROOM : PAGE_ENTRIES];
    }
    int room = pages[page].length;
    while (room < entries) {
      room *= 4;
    }
    if (room > pages[page].length) {
      pages[page] = Arrays.copyOf(pages[page], room);
    }
  }

  public void set(int at, long value) {
    pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1] = value;
  }

  /// Adds the first `more` of some values.
  public void append(long[] values, int more) {
    for (int from = 0; from < more; ) {
      int page = count >>> PAGE_SHIFT;
      int at = count & PAGE_ENTRIES - 1;
      int here = Math.min(more - from, PAGE_ENTRIES - at);
      reserve(page, at + here);
      System.arraycopy(values, from, pages[page], at, here);
      count += here;
      from += here;
    }
  }

  public long get(int at) {
    return pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1];
  }

  public int count() {
    return count;
  }
}
