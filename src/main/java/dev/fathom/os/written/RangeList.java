package dev.fathom.os.written;

import java.util.Arrays;

/// Ranges that were told, kept for a moment: two words a range.
final class RangeList implements RangeSink {
  private long[] words = new long[32];
  private int count;

  @Override
  public void range(long start, long end) {
    if (2 * count == words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    words[2 * count] = start;
    words[2 * count + 1] = end;
    count++;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  long start(int range) {
    return words[2 * range];
  }

  long end(int range) {
    return words[2 * range + 1];
  }
}
