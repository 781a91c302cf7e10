package dev.fathom.graph;

import java.util.Arrays;

/// Numbers that are collected one by one.
final class IntList {
  private int[] numbers = new int[8];
  private int count;

  void add(int number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    numbers[count++] = number;
  }

  int get(int at) {
    return numbers[at];
  }

  int count() {
    return count;
  }

  int[] toArray() {
    return Arrays.copyOf(numbers, count);
  }

  /// {@return each number once, ascending}
  int[] distinct() {
    int[] sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    int kept = 0;
    for (int at = 0; at < count; at++) {
      if (at == 0 || sorted[at] != sorted[at - 1]) {
        sorted[kept++] = sorted[at];
      }
    }
    return Arrays.copyOf(sorted, kept);
  }
}
