package dev.fathom.malloc;

import java.util.Arrays;

/// Addresses in ascending order: blocks that some list says are free, to be met again when the
/// memory that they lie in is walked.
///
/// **Memory**: 8 bytes an address.
public final class Addresses {
  private final long[] ascending;

  private Addresses(long[] ascending) {
    this.ascending = ascending;
  }

  public int count() {
    return ascending.length;
  }

  public long get(int index) {
    return ascending[index];
  }

  /// {@return index of the first at or above `address`; may be [#count()]} **Cost**: logarithmic.
  public int firstAt(long address) {
    int found = Arrays.binarySearch(ascending, address);
    return found >= 0 ? found : -found - 1;
  }

  /// {@return whether there is one in `[start, end)`}
  public boolean anyIn(long start, long end) {
    int first = firstAt(start);
    return first < ascending.length && ascending[first] < end;
  }

  /// Takes addresses in any order.
  public static final class Builder {
    private long[] addresses = new long[64];
    private int count;

    public void add(long address) {
      if (count == addresses.length) {
        addresses = Arrays.copyOf(addresses, 2 * count);
      }
      addresses[count++] = address;
    }

    public Addresses build() {
      long[] ascending = Arrays.copyOf(addresses, count);
      Arrays.sort(ascending);
      return new Addresses(ascending);
    }
  }
}
