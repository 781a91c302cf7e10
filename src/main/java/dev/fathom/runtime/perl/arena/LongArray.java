package dev.fathom.runtime.perl.arena;

import java.util.Arrays;

/// A growing array of words, to be sorted.
public final class LongArray {
  private long[] words = new long[256];
  private int count;

  public void add(long word) {
    if (count == words.length) {
      words = Arrays.copyOf(words, count * 2);
    }
    words[count++] = word;
  }

  public int count() {
    return count;
  }

  public long get(int at) {
    return words[at];
  }

  /// Adds all words of another array.
  public void addAll(LongArray others) {
    int all = count + others.count;
    if (all > words.length) {
      words = Arrays.copyOf(words, Math.max(all, count * 2));
    }
    System.arraycopy(others.words, 0, words, count, others.count);
    count = all;
  }

  /// {@return index of the first word at or above `word`; may be [#count()]; it must be sorted}
  public int firstAt(long word) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (words[middle] < word) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void sort() {
    Arrays.sort(words, 0, count);
  }

  /// {@return whether it is there; it must be sorted}
  boolean contains(long word) {
    return Arrays.binarySearch(words, 0, count, word) >= 0;
  }

  /// {@return where it stands, or a negative number; it must be sorted}
  public int find(long word) {
    return Arrays.binarySearch(words, 0, count, word);
  }
}
