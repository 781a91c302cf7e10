package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of 32-bit words, in pages: growing copies nothing, and no array is large.
public final class IntColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;

  private int[][] pages = new int[0][];
  private int count;

  public void add(int value) {
    int page = count >>> PAGE_SHIFT;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
      pages[page] = new int[PAGE_ENTRIES];
    }
    pages[page][count++ & PAGE_ENTRIES - 1] = value;
  }

  /// Adds the first `more` of some values, which fit.
  public void append(long[] values, int more) {
    for (int from = 0; from < more; ) {
      int page = count >>> PAGE_SHIFT;
      if (page == pages.length) {
        pages = Arrays.copyOf(pages, page + 1);
        pages[page] = new int[PAGE_ENTRIES];
      }
      int at = count & PAGE_ENTRIES - 1;
      int here = Math.min(more - from, PAGE_ENTRIES - at);
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
      if (page == pages.length) {
        pages = Arrays.copyOf(pages, page + 1);
        pages[page] = new int[PAGE_ENTRIES];
      }
      int at = count & PAGE_ENTRIES - 1;
      int fromAt = next & PAGE_ENTRIES - 1;
      int here = Math.min(end - next, PAGE_ENTRIES - Math.max(at, fromAt));
      System.arraycopy(from.pages[next >>> PAGE_SHIFT], fromAt, pages[page], at, here);
      count += here;
      next += here;
    }
  }

  public int get(int at) {
    return pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1];
  }

  /// Copies all entries to the beginning of an array. **Cost**: some nanoseconds ten entries.
  public void copyTo(int[] array) {
    for (int from = 0; from < count; from += PAGE_ENTRIES) {
      System.arraycopy(
          pages[from >>> PAGE_SHIFT], 0, array, from, Math.min(PAGE_ENTRIES, count - from));
    }
  }

  public int count() {
    return count;
  }
}
