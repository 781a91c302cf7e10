package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of 32-bit words, in pages: growing copies nothing, and no array is large.
public final class IntColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;
  private static final int FIRST_ROOM = 1 << 10;

  private static final int[] NONE = {};

  private int[][] pages = new int[0][];
  private int count;
  private int dropped;

  public void add(int value) {
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
      pages[page] = new int[page == 0 ? FIRST_ROOM : PAGE_ENTRIES];
    }
    int room = pages[page].length;
    while (room < entries) {
      room *= 4;
    }
    if (room > pages[page].length) {
      pages[page] = Arrays.copyOf(pages[page], room);
    }
  }

  /// Adds the first `more` of some values, which fit.
  public void append(long[] values, int more) {
    for (int from = 0; from < more; ) {
      int page = count >>> PAGE_SHIFT;
      int at = count & PAGE_ENTRIES - 1;
      int here = Math.min(more - from, PAGE_ENTRIES - at);
      reserve(page, at + here);
      for (int i = 0; i < here; i++) {
        pages[page][at + i] = (int) values[from + i];
      }
      count += here;
      from += here;
    }
  }

  /// Adds the entries `[start, end)` of another column. **Cost**: that of copying them.
  public void addRange(IntColumn from, int start, int end) {
    for (int next = start; next < end; ) {
      int page = count >>> PAGE_SHIFT;
      int at = count & PAGE_ENTRIES - 1;
      int fromAt = next & PAGE_ENTRIES - 1;
      int here = Math.min(end - next, PAGE_ENTRIES - Math.max(at, fromAt));
      reserve(page, at + here);
      System.arraycopy(from.pages[next >>> PAGE_SHIFT], fromAt, pages[page], at, here);
      count += here;
      next += here;
    }
  }

  public int get(int at) {
    return pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1];
  }

  /// Says that nobody asks any more for entries below `entry`: of them whole pages go.
  public void dropBelow(int entry) {
    for (; dropped < Math.min(entry, count) >>> PAGE_SHIFT; dropped++) {
      pages[dropped] = NONE;
    }
  }

  public int count() {
    return count;
  }
}
