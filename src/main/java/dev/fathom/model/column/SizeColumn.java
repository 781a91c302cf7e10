package dev.fathom.model.column;

import java.util.Arrays;

/// Sizes in bytes, so many as there are of something; all 0 at first.
///
/// **Memory**: 4 bytes each, nothing where all on a page (of 65,536) are 0, and 8 where one is 4
/// GiB or more, or negative.
public final class SizeColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;
  private static final int OFFSET = PAGE_ENTRIES - 1;
  private static final long NARROW = 0xffff_ffffL;

  private static final int[] NOT_NARROW = {};
  private static final long[] NOT_WIDE = {};

  // A page has entries in one of the two, or in none.
  private final int[][] narrow;
  private final long[][] wide;
  private final int count;

  public SizeColumn(int count) {
    this.count = count;
    int pages = (int) ((count + (long) OFFSET) >>> PAGE_SHIFT);
    this.wide = new long[pages][];
    this.narrow = new int[pages][];
    Arrays.fill(wide, NOT_WIDE);
    Arrays.fill(narrow, NOT_NARROW);
  }

  public int count() {
    return count;
  }

  public long get(int at) {
    int[] few = narrow[at >>> PAGE_SHIFT];
    return few.length > 0 ? few[at & OFFSET] & NARROW : wideOrZero(at);
  }

  private long wideOrZero(int at) {
    long[] far = wide[at >>> PAGE_SHIFT];
    return far.length > 0 ? far[at & OFFSET] : 0;
  }

  public void set(int at, long bytes) {
    int page = at >>> PAGE_SHIFT;
    int[] few = narrow[page];
    if (few.length > 0 && (bytes & ~NARROW) == 0) {
      few[at & OFFSET] = (int) bytes;
    } else if (bytes != get(at)) {
      prepare(page, (bytes & ~NARROW) == 0);
      set(at, bytes, page);
    }
  }

  private void set(int at, long bytes, int page) {
    if (narrow[page].length > 0) {
      narrow[page][at & OFFSET] = (int) bytes;
    } else {
      wide[page][at & OFFSET] = bytes;
    }
  }

  /// Makes room for an entry on a page that has none that fits.
  private void prepare(int page, boolean fitsNarrow) {
    int[] few = narrow[page];
    int entries = Math.min(PAGE_ENTRIES, count - (page << PAGE_SHIFT));
    if (wide[page].length > 0) {
      return;
    }
    if (fitsNarrow) {
      narrow[page] = new int[entries];
    } else if (few.length > 0) {
      wide[page] = Arrays.stream(few).mapToLong(each -> each & NARROW).toArray();
      narrow[page] = NOT_NARROW;
    } else {
      wide[page] = new long[entries];
    }
  }

  public void add(int at, long bytes) {
    set(at, get(at) + bytes);
  }

  /// {@return all of them together}
  public long sum() {
    long sum = 0;
    for (int at = 0; at < count; at++) {
      sum += get(at);
    }
    return sum;
  }
}
