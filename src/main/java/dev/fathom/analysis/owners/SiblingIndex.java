package dev.fathom.analysis.owners;

import java.util.Arrays;

/// Gives equal keys the same number, counted from 0: a table of hashes without an object for each.
///
/// **Memory**: 16 bytes a key at the most, and 12 for each that is different.
final class SiblingIndex {
  private static final int EMPTY = -1;

  /// The fractional part of the golden ratio, which spreads what is close.
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /// Whether what has the same key is the same.
  interface Same {
    boolean test(int one, int other);
  }

  private final int[] slots;
  private final int shift;
  private final long[] keys;
  private final int[] firsts;
  private int count;

  /// Makes room for some keys.
  SiblingIndex(int most) {
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(most)) + 1;
    this.slots = new int[1 << Math.min(bits, 30)];
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(slots.length);
    this.keys = new long[most];
    this.firsts = new int[most];
    Arrays.fill(slots, EMPTY);
  }

  /// {@return the number of a key}
  ///
  /// @param at who has it
  /// @param same asked about who had it first, and `at`
  int number(long key, int at, Same same) {
    int slot = (int) ((key * SPREAD) >>> shift);
    while (slots[slot] != EMPTY) {
      int number = slots[slot];
      if (keys[number] == key && same.test(firsts[number], at)) {
        return number;
      }
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = count;
    keys[count] = key;
    firsts[count] = at;
    return count++;
  }

  int count() {
    return count;
  }
}
