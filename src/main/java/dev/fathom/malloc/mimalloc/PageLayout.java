package dev.fathom.malloc.mimalloc;

/// Offsets in `mi_page_t`, by version and build (`include/mimalloc/types.h`).
///
/// @param free blocks to hand out
/// @param capacity how many blocks were made free or handed out so far
/// @param reserved how many blocks fit
/// @param localFree blocks that its own thread freed
/// @param used how many blocks are handed out
/// @param usedBytes size of that field
/// @param blockBytes the size of its blocks
/// @param blockBytesBytes size of that field
/// @param start where its blocks begin; -1 where a rule says so ([BlockStart])
/// @param startBytes size of that field: an address, or words from the structure on
/// @param threadFree blocks that other threads freed
/// @param keys two random words; -1 where the build has none
record PageLayout(
    long free,
    long capacity,
    long reserved,
    long localFree,
    long used,
    int usedBytes,
    long blockBytes,
    int blockBytesBytes,
    long start,
    int startBytes,
    long threadFree,
    long keys) {
  private static final long KEYS_BYTES = 2 * Long.BYTES;

  /// 2.0.9 to 2.1.2.
  static final PageLayout V2_0 = new PageLayout(16, 10, 12, 32, 24, 4, 28, 4, -1, 8, 40, -1);

  /// 2.1.4 and later.
  static final PageLayout V2_1 = new PageLayout(16, 10, 12, 24, 32, 2, 40, 8, 48, 8, 56, -1);

  /// 3.0 to 3.3.
  static final PageLayout V3_0 = new PageLayout(8, 18, 20, 24, 16, 2, 40, 8, 48, 8, 32, -1);

  static final PageLayout V3_4 = new PageLayout(8, 18, 20, 24, 16, 2, 40, 8, 48, 4, 32, -1);

  boolean hasKeys() {
    return keys >= 0;
  }

  /// The same in builds whose pages have keys (`MI_ENCODE_FREELIST` or `MI_PADDING`), at an offset:
  /// what stands behind them is further on.
  PageLayout withKeys(long offset) {
    return new PageLayout(
        free,
        capacity,
        reserved,
        localFree,
        used,
        usedBytes,
        blockBytes,
        blockBytesBytes,
        start,
        startBytes,
        threadFree < offset ? threadFree : threadFree + KEYS_BYTES,
        offset);
  }
}
