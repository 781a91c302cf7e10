package dev.fathom.os.written;

import java.util.Arrays;

/// Disjoint ranges of addresses, ascending; what touches is joined. Two words a range.
final class WatchedRanges {
  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private int count;

  int count() {
    return count;
  }

  long start(int range) {
    return starts[range];
  }

  long end(int range) {
    return ends[range];
  }

  /// Tells which parts of a range are not among these, ascending.
  void missing(long start, long end, RangeSink into) {
    long from = start;
    for (int range = firstThatEndsBehind(start); range < count && starts[range] < end; range++) {
      if (from < starts[range]) {
        into.range(from, starts[range]);
      }
      from = Math.max(from, ends[range]);
    }
    if (from < end) {
      into.range(from, end);
    }
  }

  /// Tells which parts of a range are among these, ascending.
  void common(long start, long end, RangeSink into) {
    for (int range = firstThatEndsBehind(start); range < count && starts[range] < end; range++) {
      into.range(Math.max(start, starts[range]), Math.min(end, ends[range]));
    }
  }

  /// Tells what covers all of these: they and the gaps between them that are not long.
  void spans(long longestGap, RangeSink into) {
    int first = 0;
    while (first < count) {
      int last = first;
      while (last + 1 < count && starts[last + 1] - ends[last] <= longestGap) {
        last++;
      }
      into.range(starts[first], ends[last]);
      first = last + 1;
    }
  }

  void add(long start, long end) {
    // Those that overlap or touch it.
    int first = firstThatEndsBehind(start - 1);
    int behind = first;
    long from = start;
    long to = end;
    while (behind < count && starts[behind] <= end) {
      from = Math.min(from, starts[behind]);
      to = Math.max(to, ends[behind]);
      behind++;
    }
    replace(first, behind, from, to);
  }

  private void replace(int first, int behind, long from, long to) {
    int grown = count - (behind - first) + 1;
    if (grown > starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    System.arraycopy(starts, behind, starts, first + 1, count - behind);
    System.arraycopy(ends, behind, ends, first + 1, count - behind);
    starts[first] = from;
    ends[first] = to;
    count = grown;
  }

  private int firstThatEndsBehind(long address) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
