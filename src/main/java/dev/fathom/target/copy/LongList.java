package dev.fathom.target.copy;

import java.util.Arrays;

/// A growing list of words. Of few it touches little memory: a process is held meanwhile, and to
/// touch the first page of a column ([dev.fathom.model.column.LongColumn]) takes as long as to copy
/// as much.
final class LongList {
  private static final int FIRST_ENTRIES = 64;

  private long[] words = new long[FIRST_ENTRIES];
  private int count;

  void add(long word) {
    if (count == words.length) {
      words = Arrays.copyOf(words, 2 * count);
    }
    words[count++] = word;
  }

  void set(int at, long word) {
    words[at] = word;
  }

  long get(int at) {
    return words[at];
  }

  int count() {
    return count;
  }

  /// {@return the last entry that is at most `word`, or -1} The entries must ascend.
  int atOrBelow(long word) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(words[middle], word) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
