package dev.fathom.target;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Typed words at scattered addresses, through a small cache of pages.
///
/// Valid only as long as the target stands still: make a new one for each hold. **Cost**: a page
/// that is not cached takes one read of 4 KiB, about a microsecond.
public final class Words {
  private static final int PAGE_SHIFT = 12;
  private static final int PAGE_BYTES = 1 << PAGE_SHIFT;
  private static final int USUAL_SLOTS = 1024;
  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Memory memory;
  private final long[] pages;
  private final boolean[] missing;

  /// The cached pages. Garbage-collected memory, so that a `Words` needs no closing.
  private final MemorySegment cache;

  private boolean met = true;

  public Words(Memory memory) {
    this(memory, USUAL_SLOTS);
  }

  /// Words with another cache, for those of whom there are many.
  ///
  /// @param slots how many pages it holds: a power of two
  public Words(Memory memory, int slots) {
    this.memory = memory;
    this.pages = new long[slots];
    this.missing = new boolean[slots];
    this.cache = java.lang.foreign.Arena.ofAuto().allocate((long) slots * PAGE_BYTES, PAGE_BYTES);
    Arrays.fill(pages, -1);
  }

  /// {@return the 64-bit word at `address`; 0 where nothing can be read, and then [#met()] is
  /// false}
  public long u64(long address) {
    int inPage = (int) address & (PAGE_BYTES - 1);
    if (inPage <= PAGE_BYTES - Long.BYTES) {
      return cache.get(LE64, page(address) + inPage);
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
    return cache.get(ValueLayout.JAVA_BYTE, page(address) + (address & (PAGE_BYTES - 1))) & 0xff;
  }

  /// Whether the last word came from the target's memory.
  public boolean met() {
    return met;
  }

  /// {@return the bytes in `[address, address + length)`, or null where some are missing}
  public byte @Nullable [] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      long page = page(address + at);
      if (!met) {
        return null;
      }
      int inPage = (int) (address + at) & (PAGE_BYTES - 1);
      int here = Math.min(length - at, PAGE_BYTES - inPage);
      MemorySegment.copy(cache, ValueLayout.JAVA_BYTE, page + inPage, bytes, at, here);
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

  /// {@return offset in the cache of the page that holds `address`, read if need be}
  private long page(long address) {
    long number = address >>> PAGE_SHIFT;
    int slot = (int) (number ^ number >>> 10) & (pages.length - 1);
    long at = (long) slot << PAGE_SHIFT;
    if (pages[slot] != number) {
      MemorySegment into = cache.asSlice(at, PAGE_BYTES);
      missing[slot] = memory.read(number << PAGE_SHIFT, into, PAGE_BYTES) != 0;
      pages[slot] = number;
    }
    met = !missing[slot];
    return at;
  }
}
