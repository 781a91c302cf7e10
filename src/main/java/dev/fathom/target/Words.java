package dev.fathom.target;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Typed words at scattered addresses, through a small cache of lines: pages at first.
///
/// Valid only as long as the target stands still: make a new one for each hold. **Cost**: a page
/// that is not cached takes one read of 4 KiB, about a microsecond.
public final class Words {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_BYTES = 1 << PAGE_SHIFT;
  private static final int SLOTS = 1 << 10;

  /// Where lists lead to and fro over more than the cache holds, it grows to the room of so many
  /// pages, and is divided into short lines.
  private static final int MOST_SLOTS = 1 << 13;

  private static final int SHORT_SHIFT = 8;

  private static final int MOST_READS = 2 * SLOTS;
  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Memory memory;

  /// What is streamed meanwhile: what is in its view need not be read. Null where nothing is.
  private final @Nullable Window stream;

  private final Allowance allowance;
  private long[] lines;
  private boolean[] missing;

  /// The cached lines. Garbage-collected memory, so that a `Words` needs no closing.
  private MemorySegment cache;

  private int lineShift = PAGE_SHIFT;
  private int lineBytes = PAGE_BYTES;

  /// Lines that were read so far.
  private int reads;

  private boolean met = true;

  public Words(Memory memory) {
    this(memory, SLOTS, null);
  }

  /// Words that are looked at while a walker of the same thread streams: most are near to where it
  /// is.
  public Words(Memory memory, Window stream) {
    this(memory, SLOTS, stream);
  }

  /// Words with another cache, for those of whom there are many.
  ///
  /// @param slots how many pages it holds: a power of two
  public Words(Memory memory, int slots) {
    this(memory, slots, null);
  }

  /// {@return words that have nothing to do with their neighbours, such as heads of lists: short
  /// lines from the beginning}
  public static Words scattered(Memory memory) {
    Words words = new Words(memory, 1, null);
    words.grow();
    return words;
  }

  private Words(Memory memory, int slots, @Nullable Window stream) {
    this.memory = memory;
    this.stream = stream;
    this.allowance = memory.allowance();
    this.lines = new long[slots];
    this.missing = new boolean[slots];
    this.cache = room(slots);
    Arrays.fill(lines, -1);
  }

  /// {@return the 64-bit word at `address`; 0 where nothing can be read, and then [#met()] is
  /// false}
  public long u64(long address) {
    long line = line(address); // may put another cache in the place of this one
    int inLine = (int) address & (lineBytes - 1);
    if (inLine <= lineBytes - Long.BYTES) {
      return cache.get(LE64, line + inLine);
    }
    long value = 0;
    boolean all = true;
    for (int at = 0; at < Long.BYTES; at++) {
      value |= (long) u8(address + at) << (8 * at);
      all &= met;
    }
    met = all;
    return value;
  }

  public int u32(long address) {
    return (int) u64(address);
  }

  public int u8(long address) {
    long line = line(address);
    return cache.get(ValueLayout.JAVA_BYTE, line + (address & (lineBytes - 1))) & 0xff;
  }

  /// Whether the last word came from the target's memory.
  public boolean met() {
    return met;
  }

  /// {@return the bytes in `[address, address + length)`, or null where some are missing}
  public byte @Nullable [] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      long line = line(address + at);
      if (!met) {
        return null;
      }
      int inLine = (int) (address + at) & (lineBytes - 1);
      int here = Math.min(length - at, lineBytes - inLine);
      MemorySegment.copy(cache, ValueLayout.JAVA_BYTE, line + inLine, bytes, at, here);
      at += here;
    }
    return bytes;
  }

  /// {@return the NUL-terminated string at `address` as UTF-8, or null where there is none of at
  /// most `limit` bytes} Malformed bytes become U+FFFD.
  public @Nullable String string(long address, int limit) {
    byte[] bytes = new byte[limit];
    for (int length = 0; length < limit; length++) {
      int next = u8(address + length);
      if (!met) {
        return null;
      }
      if (next == 0) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
      }
      bytes[length] = (byte) next;
    }
    return null;
  }

  /// {@return offset in the cache of the line that holds `address`, read if need be}
  private long line(long address) {
    long number = address >>> lineShift;
    int slot = slot(number);
    allowance.takeWord();
    if (lines[slot] != number) {
      if (reads++ > MOST_READS && lineShift == PAGE_SHIFT) {
        grow();
        number = address >>> lineShift;
        slot = slot(number);
      }
      MemorySegment into = cache.asSlice((long) slot << lineShift, lineBytes);
      missing[slot] =
          (stream == null || !stream.copyInView(number << lineShift, into, lineBytes))
              && memory.read(number << lineShift, into, lineBytes) != 0;
      lines[slot] = number;
    }
    met = !missing[slot];
    return (long) slot << lineShift;
  }

  private int slot(long number) {
    return (int) (number ^ number >>> 10) & (lines.length - 1);
  }

  private void grow() {
    lineShift = SHORT_SHIFT;
    lineBytes = 1 << SHORT_SHIFT;
    cache = room(MOST_SLOTS);
    int slots = MOST_SLOTS << (PAGE_SHIFT - SHORT_SHIFT);
    lines = new long[slots];
    Arrays.fill(lines, -1);
    missing = new boolean[slots];
  }

  private static MemorySegment room(int slots) {
    return java.lang.foreign.Arena.ofAuto().allocate((long) slots * PAGE_BYTES, PAGE_BYTES);
  }
}
