package dev.fathom.malloc.mimalloc;

import dev.fathom.target.Words;

/// A page of equal blocks: `mi_page_t`. Or a run of slices that are none, then without blocks.
///
/// @param layout of the structure
/// @param descriptor address of the structure
/// @param start first address of its slices
/// @param slices how many slices it has; may be 0 or absurd where the structure is not sound
/// @param isFirst whether this entry of the table is the first of its page, as it must be
/// @param capacity blocks that were made free or handed out so far
/// @param reserved blocks that fit
/// @param used blocks handed out, with those that other threads freed since
/// @param blockBytes size of a block; 0 in slices that are free
record MiPage(
    PageLayout layout,
    long descriptor,
    long start,
    long slices,
    boolean isFirst,
    int capacity,
    int reserved,
    long used,
    long blockBytes) {
  static final long SLICE_BYTES = 64 << 10;

  static final MiPage NONE = slices(0, 0, 0);

  // mi_page_t of mimalloc 2
  private static final long SLICE_COUNT = 0;
  private static final long SLICE_OFFSET = 4;

  /// MI_HUGE_BLOCK_SIZE: stands for this size or any above it.
  private static final long HUGE_BLOCK_BYTES = 2L << 30;

  /// {@return what an entry of a segment's table tells}
  static MiPage ofEntry(long descriptor, long start, PageLayout layout, Words words) {
    long slices = Integer.toUnsignedLong(words.u32(descriptor + SLICE_COUNT));
    return of(descriptor, start, slices, words.u32(descriptor + SLICE_OFFSET) == 0, layout, words);
  }

  /// {@return a page of so many slices}
  static MiPage of(
      long descriptor, long start, long slices, boolean isFirst, PageLayout layout, Words words) {
    long blockBytes = unsigned(words, descriptor + layout.blockBytes(), layout.blockBytesBytes());
    return new MiPage(
        layout,
        descriptor,
        start,
        slices,
        isFirst,
        (int) unsigned(words, descriptor + layout.capacity(), Short.BYTES),
        (int) unsigned(words, descriptor + layout.reserved(), Short.BYTES),
        unsigned(words, descriptor + layout.used(), layout.usedBytes()),
        blockBytes == HUGE_BLOCK_BYTES && layout.blockBytesBytes() < Long.BYTES
            ? slices * SLICE_BYTES
            : blockBytes);
  }

  /// {@return slices without blocks}
  static MiPage slices(long descriptor, long start, long slices) {
    return new MiPage(PageLayout.V2_1, descriptor, start, slices, true, 0, 0, 0, 0);
  }

  private static long unsigned(Words words, long address, int bytes) {
    return words.u64(address) & -1L >>> (Long.SIZE - bytes * Byte.SIZE);
  }

  boolean inUse() {
    return blockBytes != 0;
  }

  long bytes() {
    return slices * SLICE_BYTES;
  }

  long end() {
    return start + bytes();
  }

  /// {@return where its first block stands}
  long firstBlock(BlockStart rule, Words words) {
    if (layout.start() < 0) {
      return start + rule.offset(blockBytes);
    }
    long first = unsigned(words, descriptor + layout.start(), layout.startBytes());
    return layout.startBytes() == Long.BYTES ? first : descriptor + first * Long.BYTES;
  }

  /// Whether its numbers fit each other and its blocks, the first of them at `firstBlock`, fit into
  /// the slices.
  boolean isSound(long firstBlock) {
    return capacity <= reserved
        && used <= capacity
        && blockBytes > 0
        && blockBytes <= bytes()
        && firstBlock >= start
        && firstBlock <= end()
        && reserved <= (end() - firstBlock) / blockBytes;
  }
}
