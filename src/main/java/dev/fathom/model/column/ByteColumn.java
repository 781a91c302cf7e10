package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of bytes, in pages: growing copies nothing, and no array is large.
public final class ByteColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;

  private byte[][] pages = new byte[0][];
  private int count;

  public void add(byte value) {
    int page = count >>> PAGE_SHIFT;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
      pages[page] = new byte[PAGE_ENTRIES];
    }
    pages[page][count++ & PAGE_ENTRIES - 1] = value;
  }

  public void set(int at, byte value) {
    pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1] = value;
  }

  /// Adds the first `more` of some values, which fit.
  public void append(long[] values, int more) {
    for (int from = 0; from < more; ) {
      int page = count >>> PAGE_SHIFT;
      if (page == pages.length) {
        pages = Arrays.copyOf(pages, page + 1);
        pages[page] = new byte[PAGE_ENTRIES];
      }
      int at = count & PAGE_ENTRIES - 1;
      int here = Math.min(more - from, PAGE_ENTRIES - at);
      for (int i = 0; i < here; i++) {
        pages[page][at + i] = (byte) values[from + i];
      }
      count += here;
      from += here;
    }
  }

  /// Adds the entries `[start, end)` of another column. **Cost**: that of copying them.
  public void addRange(ByteColumn from, int start, int end) {
    for (int next = start; next < end; ) {
      int page = count >>> PAGE_SHIFT;
      if (page == pages.length) {
        pages = Arrays.copyOf(pages, page + 1);
        pages[page] = new byte[PAGE_ENTRIES];
      }
      int at = count & PAGE_ENTRIES - 1;
      int fromAt = next & PAGE_ENTRIES - 1;
      int here = Math.min(end - next, PAGE_ENTRIES - Math.max(at, fromAt));
      System.arraycopy(from.pages[next >>> PAGE_SHIFT], fromAt, pages[page], at, here);
      count += here;
      next += here;
    }
  }

  public byte get(int at) {
    return pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1];
  }

  public int count() {
    return count;
  }
}
