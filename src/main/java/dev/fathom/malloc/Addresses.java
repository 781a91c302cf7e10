package dev.fathom.malloc;

import java.util.Arrays;
import java.util.Collection;

/// A set of addresses in ascending order: blocks that some list says are free, to be met again when
/// the memory that they lie in is walked.
///
/// **Memory**: 8 bytes an address.
public final class Addresses {
  private final long[] ascending;

  private Addresses(long[] ascending) {
    this.ascending = ascending;
  }

  public static Addresses of(Collection<Long> addresses) {
    long[] ascending = addresses.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(ascending);
    return new Addresses(ascending);
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
}
