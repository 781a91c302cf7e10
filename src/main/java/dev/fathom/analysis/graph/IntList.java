package dev.fathom.analysis.graph;

import java.util.Arrays;

/// Numbers that are collected one by one.
public final class IntList {
  private int[] numbers = new int[8];
  private int count;

  public void add(int number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    numbers[count++] = number;
  }

  public int get(int at) {
    return numbers[at];
  }

  /// Begins anew.
  void clear() {
    count = 0;
  }

  public int count() {
    return count;
  }

  public int[] toArray() {
    return Arrays.copyOf(numbers, count);
  }

  /// {@return each number once, ascending}
  public int[] distinct() {
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
