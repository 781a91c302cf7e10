package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of 64-bit words, in pages: growing copies nothing, and no array is large.
public final class LongColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;

  private long[][] pages = new long[0][];
  private int count;

  public void add(long value) {
    int page = count >>> PAGE_SHIFT;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
      pages[page] = new long[PAGE_ENTRIES];
    }
    pages[page][count++ & PAGE_ENTRIES - 1] = value;
  }

  public void set(int at, long value) {
    pages[at >>> PAGE_SHIFT][at & PAGE_ENTRIES - 1] = value;
  }

  /// Adds the first `more` of some values.
  public void append(long[] values, int more) {
    for (int from = 0; from < more; ) {
      int page = count >>> PAGE_SHIFT;
      if (page == pages.length) {
        pages = Arrays.copyOf(pages, page + 1);
        pages[page] = new long[PAGE_ENTRIES];
      }
      int at = count & PAGE_ENTRIES - 1;
      int here = Math.min(more - from, PAGE_ENTRIES - at);
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

  /// {@return the last entry that is at most `value`, or -1; the column must be ascending}
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
