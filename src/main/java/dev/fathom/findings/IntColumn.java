package dev.fathom.findings;

import java.util.Arrays;

/// A growing column of 32-bit words, in pages: growing copies nothing, and no array is large.
final class IntColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;

  private int[][] pages = new int[0][];
  private int count;

  void add(int value) {
    int page = count >>> PAGE_SHIFT;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
      pages[page] = new int[PAGE_ENTRIES];
    }
    pages[page][count++ & PAGE_ENTRIES - 1] = value;
  }

  int get(int at) {
    return pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1];
  }

  int count() {
    return count;
  }
}
