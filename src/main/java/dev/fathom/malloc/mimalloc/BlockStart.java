package dev.fathom.malloc.mimalloc;

/// Where the first block of a page stands: pages of small blocks leave some room before it, by a
/// rule that changed with the versions (`_mi_segment_page_start_from_slice` in `src/segment.c`).
enum BlockStart {
  /// 2.1.0 to 2.1.2, CPython: three blocks or one.
  BLOCKS,
  /// 2.0.9: three lines of 128 bytes.
  THREE_LINES;

  private static final long SMALLEST = 8;
  private static final long LINE_BYTES = 128;
  private static final long LARGEST_WITH_LINES = 1024;
  private static final long LARGEST_WITH_THREE_BLOCKS = 64;
  private static final long LARGEST_WITH_A_BLOCK = 512;

  /// {@return bytes between the start of a page and its first block}
  long offset(long blockBytes) {
    if (blockBytes < SMALLEST) {
      return 0;
    }
    return switch (this) {
      case BLOCKS ->
          blockBytes <= LARGEST_WITH_THREE_BLOCKS
              ? 3 * blockBytes
              : blockBytes <= LARGEST_WITH_A_BLOCK ? blockBytes : 0;
      case THREE_LINES -> blockBytes <= LARGEST_WITH_LINES ? 3 * LINE_BYTES : 0;
    };
  }
}
