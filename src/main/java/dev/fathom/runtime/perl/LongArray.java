package dev.fathom.runtime.perl;

import java.util.Arrays;

/// A growing array of words, to be sorted.
final class LongArray {
  private long[] words = new long[256];
  private int count;

  void add(long word) {
    if (count == words.length) {
      words = Arrays.copyOf(words, count * 2);
    }
    words[count++] = word;
  }

  int count() {
    return count;
  }

  long get(int at) {
    return words[at];
  }

  void sort() {
    Arrays.sort(words, 0, count);
  }

  /// {@return whether it is there; it must be sorted}
  boolean contains(long word) {
    return Arrays.binarySearch(words, 0, count, word) >= 0;
  }

  /// {@return where it stands, or a negative number; it must be sorted}
  int find(long word) {
    return Arrays.binarySearch(words, 0, count, word);
  }
}
