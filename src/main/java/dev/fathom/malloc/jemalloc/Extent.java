package dev.fathom.malloc.jemalloc;

import dev.fathom.target.Words;
import org.jspecify.annotations.Nullable;

/// A run of pages as its descriptor (`edata_t` in `edata.h`) tells of it.
///
/// @param descriptor address of the structure
/// @param start first address
/// @param end address after the last
/// @param payload where a large allocation begins: somewhere in the first page
/// @param bits arena, state, size class and more
record Extent(long descriptor, long start, long end, long payload, long bits)
    implements ExtentPart {
  /// The bitmap of a slab in its descriptor; a set bit is a free region.
  static final long FREE_REGIONS = 64;

  /// SC_LG_SLAB_MAXREGS is 9.
  static final int MOST_REGIONS = 512;

  // edata_t
  static final long BITS = 0;
  static final long ADDRESS = 8;
  static final long SIZE = 16;

  // e_bits
  private static final long ARENA_MASK = 0xfff;
  private static final int SLAB_SHIFT = 12;
  private static final int STATE_SHIFT = 17;
  private static final int STATE_MASK = 7;
  private static final int CLASS_SHIFT = 20;
  private static final int CLASS_MASK = 0xff;
  private static final int FREE_COUNT_SHIFT = 28;
  private static final int FREE_COUNT_MASK = 0x3ff;

  private static final int ACTIVE = 0;
  private static final int LAST_STATE = 5;

  private static final long PAGE_BYTES = 4096;
  private static final long HIGHEST_ADDRESS = 1L << 47;

  /// {@return what a descriptor tells, or null where none stands}
  static @Nullable Extent of(long descriptor, Words words) {
    long bits = words.u64(descriptor + BITS);
    long address = words.u64(descriptor + ADDRESS);
    long bytes = words.u64(descriptor + SIZE) & -PAGE_BYTES;
    long start = address & -PAGE_BYTES;
    if (start <= 0
        || start >= HIGHEST_ADDRESS
        || bytes <= 0
        || bytes > HIGHEST_ADDRESS - start
        || (int) (bits >>> STATE_SHIFT & STATE_MASK) > LAST_STATE) {
      return null;
    }
    Extent extent = new Extent(descriptor, start, start + bytes, address, bits);
    return extent.isActive() && !extent.isSoundlyUsed() ? null : extent;
  }

  /// Whether what it is used for fits into it.
  private boolean isSoundlyUsed() {
    if (sizeClass() >= SizeClass.COUNT) {
      return false;
    }
    long size = SizeClass.bytes(sizeClass());
    if (isSlab()) {
      long regions = (end - start) / size;
      return sizeClass() < SizeClass.SMALL_COUNT
          && payload == start
          && regions > 0
          && regions <= MOST_REGIONS
          && freeCount() <= regions;
    }
    return size <= end - payload;
  }

  @Override
  public int arena() {
    return (int) (bits & ARENA_MASK);
  }

  /// Whether it is handed out, or a slab.
  boolean isActive() {
    return state() == ACTIVE;
  }

  /// {@return `extent_state_t`, which the tree says too}
  int state() {
    return (int) (bits >>> STATE_SHIFT & STATE_MASK);
  }

  boolean isSlab() {
    return (bits >>> SLAB_SHIFT & 1) != 0;
  }

  /// {@return index of the size of its regions, or of itself}
  int sizeClass() {
    return (int) (bits >>> CLASS_SHIFT) & CLASS_MASK;
  }

  /// {@return how many regions of a slab are free}
  int freeCount() {
    return (int) (bits >>> FREE_COUNT_SHIFT) & FREE_COUNT_MASK;
  }
}
