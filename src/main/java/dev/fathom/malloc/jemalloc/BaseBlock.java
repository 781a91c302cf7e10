package dev.fathom.malloc.jemalloc;

import dev.fathom.target.Words;
import org.jspecify.annotations.Nullable;

/// A block of memory for jemalloc's own structures: `base_block_t` (`base.h`).
///
/// @param start address of its header
/// @param end address after the last
record BaseBlock(long start, long end) implements ExtentPart {
  /// Blocks are aligned to huge pages, and as long as some of them.
  private static final long ALIGNMENT = 2L << 20;

  /// No block is made longer than a leaf of the tree and a few structures ask for, and doubling
  /// that for a long time.
  private static final int MOST_ALIGNMENTS = 1 << 12;

  // base_block_t
  private static final long SIZE = 0;
  private static final long NEXT = 8;
  private static final long UNUSED = 16; // an edata_t, of the end that is not used yet

  /// {@return the block that holds an address, or null where none does}
  static @Nullable BaseBlock around(long address, Words words) {
    long start = address & -ALIGNMENT;
    for (int steps = 0; steps < MOST_ALIGNMENTS && start > 0; steps++) {
      BaseBlock block = at(start, words);
      if (block != null) {
        return block.end > address ? block : null;
      }
      if (!words.met()) {
        return null; // below what is mapped
      }
      start -= ALIGNMENT;
    }
    return null;
  }

  /// {@return the block that begins at an address, or null where none does}
  static @Nullable BaseBlock at(long start, Words words) {
    long bytes = words.u64(start + SIZE);
    if (bytes <= 0 || bytes % ALIGNMENT != 0 || start % ALIGNMENT != 0 || start + bytes < start) {
      return null;
    }
    long unused = words.u64(start + UNUSED + Extent.ADDRESS);
    long unusedBytes = words.u64(start + UNUSED + Extent.SIZE);
    boolean sound =
        unused > start && unused <= start + bytes && unused + unusedBytes == start + bytes;
    return sound ? new BaseBlock(start, start + bytes) : null;
  }

  /// {@return address of the next block of the same base; 0 where it is the last}
  long next(Words words) {
    return words.u64(start + NEXT);
  }
}
