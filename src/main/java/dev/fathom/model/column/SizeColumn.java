package dev.fathom.model.column;

import java.util.Arrays;

/// Sizes in bytes, so many as there are of something; all 0 at first.
///
/// **Memory**: 4 bytes each, and 8 where one on the same page (of 65,536) is 4 GiB or more.
public final class SizeColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;
  private static final int OFFSET = PAGE_ENTRIES - 1;
  private static final long NARROW = 0xffff_ffffL;

  private static final int[] NOT_NARROW = {};
  private static final long[] NOT_WIDE = {};

  private final int[][] narrow;
  private final long[][] wide;
  private final int count;

  public SizeColumn(int count) {
    this.count = count;
    int pages = (int) ((count + (long) OFFSET) >>> PAGE_SHIFT);
    this.wide = new long[pages][];
    this.narrow = new int[pages][];
    Arrays.fill(wide, NOT_WIDE);
    for (int page = 0; page < pages; page++) {
      narrow[page] = new int[Math.min(PAGE_ENTRIES, count - (page << PAGE_SHIFT))];
    }
  }

  /// {@return a column of the same sizes}
  public SizeColumn copy() {
    SizeColumn copy = new SizeColumn(count);
    for (int page = 0; page < narrow.length; page++) {
      copy.narrow[page] = narrow[page].clone();
      copy.wide[page] = wide[page].clone();
    }
    return copy;
  }

  public int count() {
    return count;
  }

  public long get(int at) {
    int[] few = narrow[at >>> PAGE_SHIFT];
    return few.length > 0 ? few[at & OFFSET] & NARROW : wide[at >>> PAGE_SHIFT][at & OFFSET];
  }

  public void set(int at, long bytes) {
    int page = at >>> PAGE_SHIFT;
    int[] few = narrow[page];
    if (few.length > 0 && (bytes & ~NARROW) == 0) {
      few[at & OFFSET] = (int) bytes;
      return;
    }
    if (few.length > 0) {
      wide[page] = Arrays.stream(few).mapToLong(each -> each & NARROW).toArray();
      narrow[page] = NOT_NARROW;
    }
    wide[page][at & OFFSET] = bytes;
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
