package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of ascending addresses, in pages: growing copies nothing, and no array is
/// large.
///
/// **Memory**: 4 bytes an entry, as a page keeps how far its entries are from its first; 8 where
/// they are further from it than 4 GiB.
public final class AddressColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;
  private static final long OFFSET_MASK = 0xffff_ffffL;

  private static final int[] NO_OFFSETS = {};
  private static final long[] NOT_WIDE = {};

  /// Of each page its first entry.
  private long[] bases = new long[0];

  /// What to add to that; nothing where a page is wide.
  private int[][] offsets = new int[0][];

  /// The entries of the wide pages themselves; nothing where a page has offsets.
  private long[][] wide = new long[0][];

  private int count;

  /// Adds an entry that is not below those that are there.
  public void add(long value) {
    int page = count >>> PAGE_SHIFT;
    if (page == bases.length) {
      addPage(value);
    }
    put(page, count++ & PAGE_ENTRIES - 1, value);
  }

  private void addPage(long first) {
    int page = bases.length;
    bases = Arrays.copyOf(bases, page + 1);
    offsets = Arrays.copyOf(offsets, page + 1);
    wide = Arrays.copyOf(wide, page + 1);
    bases[page] = first;
    offsets[page] = new int[PAGE_ENTRIES];
    wide[page] = NOT_WIDE;
  }

  private void put(int page, int at, long value) {
    int[] near = offsets[page];
    long offset = value - bases[page];
    if (near.length > 0 && (offset & ~OFFSET_MASK) == 0) {
      near[at] = (int) offset;
      return;
    }
    if (near.length > 0) {
      widen(page, at);
    }
    wide[page][at] = value;
  }

  private void widen(int page, int entries) {
    long[] far = new long[PAGE_ENTRIES];
    for (int at = 0; at < entries; at++) {
      far[at] = get((page << PAGE_SHIFT) + at);
    }
    wide[page] = far;
    offsets[page] = NO_OFFSETS;
  }

  /// Adds the first `more` of some values, which are ascending.
  public void append(long[] values, int more) {
    for (int at = 0; at < more; at++) {
      add(values[at]);
    }
  }

  /// Adds the entries `[start, end)` of another column, which are not below those that are there.
  public void addRange(AddressColumn from, int start, int end) {
    for (int next = start; next < end; ) {
      int page = next >>> PAGE_SHIFT;
      int until = Math.min(end, (page + 1) << PAGE_SHIFT);
      int[] near = from.offsets[page];
      long base = from.bases[page];
      for (; next < until; next++) {
        int at = next & PAGE_ENTRIES - 1;
        add(near.length > 0 ? base + (near[at] & OFFSET_MASK) : from.wide[page][at]);
      }
    }
  }

  public long get(int at) {
    int page = at >>> PAGE_SHIFT;
    int[] near = offsets[page];
    return near.length > 0
        ? bases[page] + (near[at & PAGE_ENTRIES - 1] & OFFSET_MASK)
        : wide[page][at & PAGE_ENTRIES - 1];
  }

  public int count() {
    return count;
  }

  /// {@return the last entry that is at most `value`, or -1}
  public int atOrBelow(long value) {
    return atOrBelow(value, 0, count);
  }

  /// The same, for questions that follow one another closely.
  ///
  /// **Cost**: logarithmic in how far the answer is from `near`.
  ///
  /// @param near an entry that may be close, such as the last answer; any number will do
  public int atOrBelow(long value, int near) {
    int low = Math.clamp(near, 0, count);
    if (low < count && Long.compareUnsigned(get(low), value) <= 0) {
      // Mostly it is the same one, or the next.
      if (low + 1 == count || Long.compareUnsigned(get(low + 1), value) > 0) {
        return low;
      }
      low++;
    }
    int high = low;
    int step = 1;
    while (high < count && Long.compareUnsigned(get(high), value) <= 0) {
      low = high + 1;
      high = (int) Math.min(count, (long) high + step);
      step *= 2;
    }
    while (low > 0 && Long.compareUnsigned(get(low - 1), value) > 0) {
      high = low - 1;
      low = Math.max(0, low - step);
      step *= 2;
    }
    return atOrBelow(value, low, high);
  }

  /// @param from what is before it is at most `value`
  /// @param until what is from there on is above it
  private int atOrBelow(long value, int from, int until) {
    int low = from;
    int high = until;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(get(middle), value) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
