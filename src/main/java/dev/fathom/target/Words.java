package dev.fathom.target;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

  private final Memory memory;

  /// What is streamed meanwhile: what is in its view need not be read. Null where nothing is.
  private final @Nullable Window stream;

  private final Allowance allowance;
  private long[] lines;
  private boolean[] missing;

  /// The cached lines, each made when it is first read.
  private long[] @Nullable [] cache;

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
    this.cache = new long[slots][];
    Arrays.fill(lines, -1);
  }

  /// {@return the 64-bit word at `address`; 0 where nothing can be read, and then [#met()] is
  /// false}
  public long u64(long address) {
    long[] line = line(address); // may make lines shorter
    int inLine = (int) address & (lineBytes - 1);
    if (inLine <= lineBytes - Long.BYTES) {
      return LittleEndian.u64(line, inLine);
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
    long[] line = line(address);
    return LittleEndian.u8(line, address & (lineBytes - 1));
  }

  /// Whether the last word came from the target's memory.
  public boolean met() {
    return met;
  }

  /// {@return the bytes in `[address, address + length)`, or null where some are missing}
  public byte @Nullable [] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      long[] line = line(address + at);
      if (!met) {
        return null;
      }
      int inLine = (int) (address + at) & (lineBytes - 1);
      int here = Math.min(length - at, lineBytes - inLine);
      MemorySegment.copy(
          MemorySegment.ofArray(line), ValueLayout.JAVA_BYTE, inLine, bytes, at, here);
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

  /// {@return the line that holds `address`, read if need be}
  private long[] line(long address) {
    long number = address >>> lineShift;
    int slot = slot(number);
    allowance.takeWord();
    long[] line = cache[slot];
    if (line == null || lines[slot] != number) {
      return read(address);
    }
    met = !missing[slot];
    return line;
  }

  private long[] read(long address) {
    if (reads++ > MOST_READS && lineShift == PAGE_SHIFT) {
      grow();
    }
    long number = address >>> lineShift;
    long start = number << lineShift;
    int slot = slot(number);
    long[] line = cache[slot];
    if (line == null) {
      line = new long[lineBytes / Long.BYTES];
      cache[slot] = line;
    }
    missing[slot] =
        (stream == null || !stream.copyInView(start, line))
            && memory.read(start, MemorySegment.ofArray(line), lineBytes) != 0;
    lines[slot] = number;
    met = !missing[slot];
    return line;
  }

  /// Forgets what was read: whoever is done with it for now need not keep that.
  public void forget() {
    Arrays.fill(lines, -1);
    Arrays.fill(cache, null);
  }

  private int slot(long number) {
    return (int) (number ^ number >>> 10) & (lines.length - 1);
  }

  private void grow() {
    lineShift = SHORT_SHIFT;
    lineBytes = 1 << SHORT_SHIFT;
    int slots = MOST_SLOTS << (PAGE_SHIFT - SHORT_SHIFT);
    cache = new long[slots][];
    lines = new long[slots];
    Arrays.fill(lines, -1);
    missing = new boolean[slots];
  }
}
