package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of ascending numbers, as addresses are, in pages: growing copies nothing, and
/// no array is large.
///
/// **Memory**: that of [AddressPage], some 1 to 2 bytes an entry; 8 for those of the last page.
/// **Cost**: some 5 ns an entry to pack.
public final class AddressColumn {
  private static final int OFFSET = AddressPage.ENTRIES - 1;
  private static final int FIRST_ROOM = 1 << 10;

  private AddressPage[] full = new AddressPage[0];

  /// The page that is being filled. A short column has a short page.
  private long[] open = new long[0];

  private int count;
  private int dropped;

  /// Adds an entry that is not below those that are there.
  public void add(long value) {
    int at = count & OFFSET;
    if (at == open.length) {
      reserve(at + 1);
    }
    open[at] = value;
    count++;
    if (at == OFFSET) {
      pack();
    }
  }

  private void reserve(int entries) {
    int room = Math.max(FIRST_ROOM, open.length);
    while (room < entries) {
      room *= 4;
    }
    open = room == open.length ? open : Arrays.copyOf(open, room);
  }

  private void pack() {
    full = Arrays.copyOf(full, full.length + 1);
    full[full.length - 1] = AddressPage.of(open);
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
      int at = count & OFFSET;
      int fromAt = next & OFFSET;
      int here = Math.min(end - next, AddressPage.ENTRIES - Math.max(at, fromAt));
      reserve(at + here);
      int page = next >>> AddressPage.SHIFT;
      if (page == from.full.length) {
        System.arraycopy(from.open, fromAt, open, at, here);
      } else {
        from.full[page].copy(fromAt, open, at, here);
      }
      count += here;
      next += here;
      if ((count & OFFSET) == 0) {
        pack();
      }
    }
  }

  public long get(int at) {
    int page = at >>> AddressPage.SHIFT;
    if (page < full.length) {
      return full[page].get((char) at); // its place on the page
    }
    return open[(char) at];
  }

  /// Says that nobody asks any more for entries below `entry`: of them whole pages go.
  public void dropBelow(int entry) {
    for (; dropped < Math.min(entry, count) >>> AddressPage.SHIFT; dropped++) {
      full[dropped] = AddressPage.NONE;
    }
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
