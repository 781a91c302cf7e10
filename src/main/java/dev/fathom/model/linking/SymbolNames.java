package dev.fathom.model.linking;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Names as numbers, from 0 on: equal names have one number. They are kept as bytes, in one piece.
public final class SymbolNames {
  /// What stands for no name.
  public static final int NONE = -1;

  private static final int FIRST_ROOM = 1 << 10;
  private static final int MULTIPLIER = 0x9E3779B1;

  private byte[] bytes = new byte[FIRST_ROOM << 4];
  private int[] ends = new int[FIRST_ROOM];
  private int[] hashes = new int[FIRST_ROOM];
  private int count;

  /// Numbers plus one, open-addressed; a power of two, at most half full.
  private int[] slots = new int[FIRST_ROOM << 1];

  /// {@return the number of a name} **Cost:** that of a hash over it.
  public int of(String name) {
    byte[] text = name.getBytes(UTF_8);
    return of(text, 0, text.length);
  }

  /// {@return the number of a name that stands in bytes}
  public int of(byte[] source, int start, int length) {
    int hash = 0;
    for (int i = start; i < start + length; i++) {
      hash = hash * 31 + source[i];
    }
    int slot = find(source, start, length, hash);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (count == ends.length) {
      grow();
      slot = find(source, start, length, hash);
    }
    int from = end(count - 1);
    if (from + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, from + length));
    }
    System.arraycopy(source, start, bytes, from, length);
    ends[count] = from + length;
    hashes[count] = hash;
    slots[slot] = count + 1;
    return count++;
  }

  /// {@return how many there are}
  public int count() {
    return count;
  }

  /// {@return the name of a number; empty for [#NONE]}
  public String text(int number) {
    return number == NONE
        ? ""
        : new String(bytes, end(number - 1), end(number) - end(number - 1), UTF_8);
  }

  private int end(int number) {
    return number < 0 ? 0 : ends[number];
  }

  private int find(byte[] source, int start, int length, int hash) {
    int mask = slots.length - 1;
    int slot = (hash * MULTIPLIER) >>> 7 & mask;
    while (slots[slot] != 0 && !holds(slots[slot] - 1, source, start, length, hash)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean holds(int number, byte[] source, int start, int length, int hash) {
    int from = end(number - 1);
    return hashes[number] == hash
        && Arrays.equals(bytes, from, ends[number], source, start, start + length);
  }

  private void grow() {
    ends = Arrays.copyOf(ends, count * 2);
    hashes = Arrays.copyOf(hashes, count * 2);
    slots = new int[count << 2];
    int mask = slots.length - 1;
    for (int number = 0; number < count; number++) {
      int slot = (hashes[number] * MULTIPLIER) >>> 7 & mask;
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = number + 1;
    }
  }
}
