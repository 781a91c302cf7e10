package dev.fathom.malloc.mimalloc;

import java.util.List;

/// Offsets in `mi_segment_t`, `mi_page_t` and `mi_heap_t`, by version. Those that never changed are
/// named where they are read.
///
/// @param version as far as the layout tells it
/// @param segmentUsed in a segment: how many pages are in use
/// @param segmentSlices in a segment: its size in slices
/// @param sliceEntries in a segment: how many slices its table tells of
/// @param slices in a segment: the table
/// @param pageBytes size of an entry of the table, `mi_page_t`
/// @param localFree in a page: blocks that its own thread freed
/// @param used in a page: how many blocks are handed out
/// @param usedBytes size of that field
/// @param blockBytes in a page: the size of its blocks
/// @param blockBytesBytes size of that field
/// @param pageStart in a page: where its blocks begin; -1 where a rule says so ([BlockStart])
/// @param threadFree in a page: blocks that other threads freed
/// @param heap in a page: the heap that it belongs to
/// @param delayedFree in a heap: blocks of full pages that other threads freed
record Layout(
    String version,
    long segmentUsed,
    long segmentSlices,
    long sliceEntries,
    long slices,
    long pageBytes,
    long localFree,
    long used,
    int usedBytes,
    long blockBytes,
    int blockBytesBytes,
    long pageStart,
    long threadFree,
    long heap,
    long delayedFree) {

  /// 2.0.9 to 2.1.2, and CPython 3.13.
  static final Layout V2_0 =
      new Layout("2.0", 208, 224, 248, 264, 80, 32, 24, 4, 28, 4, -1, 40, 48, 2840);

  /// The same in free-threaded builds of CPython: each page has a link and a goal more.
  static final Layout FREE_THREADED =
      new Layout("2.0", 208, 224, 248, 264, 96, 32, 24, 4, 28, 4, -1, 40, 48, 2840);

  /// 2.1.4 to 2.1.7.
  static final Layout V2_1 =
      new Layout("2.1", 208, 224, 248, 264, 96, 24, 32, 2, 40, 8, 48, 56, 64, 8);

  /// 2.1.9 to 2.4.1.
  static final Layout V2_2 =
      new Layout("2.2", 216, 248, 272, 288, 96, 24, 32, 2, 40, 8, 48, 56, 64, 8);

  static final List<Layout> ALL = List.of(V2_0, V2_1, V2_2, FREE_THREADED);
}
