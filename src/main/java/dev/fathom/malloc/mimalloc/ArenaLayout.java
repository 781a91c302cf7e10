package dev.fathom.malloc.mimalloc;

import java.util.List;

/// Offsets in `mi_arena_t`, `mi_subproc_t` and the rest of `mi_page_t` of mimalloc 3, by version
/// and build (`include/mimalloc/types.h`; 3.0.1: `src/arena.c`).
///
/// @param version as far as the layout tells it
/// @param slices in an arena: its size in slices; how many of them are its own follows
/// @param bitmaps in an arena: addresses of its bitmaps, of which the first says what is free
/// @param pages in an arena: address of the bitmap of slices at which a page begins
/// @param descriptors in an arena: address of the pages' structures; -1 where each stands at the
///   beginning of its page
/// @param arenaCount in the process: how many arenas there are; their addresses follow
/// @param page what is in a page's structure
/// @param pageOrigin in a page: what memory it was made of (`memid`)
/// @param pageBytes size of the structure
record ArenaLayout(
    String version,
    long slices,
    long bitmaps,
    long pages,
    long descriptors,
    long arenaCount,
    PageLayout page,
    long pageOrigin,
    long pageBytes) {
  private static final long KEYS_BYTES = 2 * Long.BYTES;

  /// 3.0, but for 3.0.3.
  private static final ArenaLayout V3_0 =
      new ArenaLayout("3.0", 32, 64, 96, -1, 0, PageLayout.V3_0, 96, 120);

  /// 3.0.3 and 3.1, which are alike.
  private static final ArenaLayout V3_1 =
      new ArenaLayout("3.0 or 3.1", 32, 80, 112, -1, 0, PageLayout.V3_0, 96, 120);

  private static final ArenaLayout V3_2 =
      new ArenaLayout("3.2", 40, 88, 120, -1, 24, PageLayout.V3_0, 96, 120);

  private static final ArenaLayout V3_3 =
      new ArenaLayout("3.3", 40, 104, 144, 136, 24, PageLayout.V3_0, 96, 120);

  private static final ArenaLayout V3_4 =
      new ArenaLayout("3.4", 40, 104, 144, 136, 24, PageLayout.V3_4, 88, 112);

  /// In the order in which they are told apart: 3.1 has its bitmaps where 3.0 has further ones.
  static final List<ArenaLayout> ALL =
      List.of(
          V3_0,
          V3_0.withKeys(64),
          V3_1,
          V3_1.withKeys(64),
          V3_2,
          V3_2.withKeys(56),
          V3_3,
          V3_3.withKeys(56),
          V3_4,
          V3_4.withKeys(56));

  private ArenaLayout withKeys(long offset) {
    return new ArenaLayout(
        version,
        slices,
        bitmaps,
        pages,
        descriptors,
        arenaCount,
        page.withKeys(offset),
        pageOrigin + KEYS_BYTES,
        pageBytes + KEYS_BYTES);
  }
}
