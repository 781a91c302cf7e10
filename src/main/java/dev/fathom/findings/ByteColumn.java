package dev.fathom.findings;

import java.util.Arrays;

/// A growing column of bytes, in pages: growing copies nothing, and no array is large.
final class ByteColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;

  private byte[][] pages = new byte[0][];
  private int count;

  void add(byte value) {
    int page = count >>> PAGE_SHIFT;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
      pages[page] = new byte[PAGE_ENTRIES];
    }
    pages[page][count++ & PAGE_ENTRIES - 1] = value;
  }

  void set(int at, byte value) {
    pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1] = value;
  }

  byte get(int at) {
    return pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1];
  }

  int count() {
    return count;
  }
}
