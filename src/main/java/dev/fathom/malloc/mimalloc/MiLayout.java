package dev.fathom.malloc.mimalloc;

import java.util.List;

/// Offsets in `mi_segment_t` and `mi_heap_t` of mimalloc 2, by version and build. Those that never
/// changed are named where they are read.
///
/// @param version as far as the layout tells it
/// @param segmentUsed in a segment: how many pages are in use
/// @param segmentSlices in a segment: its size in slices
/// @param sliceEntries in a segment: how many slices its table tells of
/// @param slices in a segment: the table
/// @param pageBytes size of an entry of the table, `mi_page_t`
/// @param page what is in an entry
/// @param heap in a page: the heap that it belongs to
/// @param delayedFree in a heap: blocks of full pages that other threads freed
/// @param heapKeys in a heap: two random words
record MiLayout(
    String version,
    long segmentUsed,
    long segmentSlices,
    long sliceEntries,
    long slices,
    long pageBytes,
    PageLayout page,
    long heap,
    long delayedFree,
    long heapKeys) {

  /// 2.0.9 to 2.1.2, and CPython 3.13.
  static final MiLayout V2_0 =
      new MiLayout("2.0", 208, 224, 248, 264, 80, PageLayout.V2_0, 48, 2840, 2872);

  /// The same in free-threaded builds of CPython: each page has a link and a goal more.
  static final MiLayout FREE_THREADED =
      new MiLayout("2.0", 208, 224, 248, 264, 96, PageLayout.V2_0, 48, 2840, 2872);

  /// 2.1.4 to 2.1.7.
  static final MiLayout V2_1 =
      new MiLayout("2.1", 208, 224, 248, 264, 96, PageLayout.V2_1, 64, 8, 40);

  /// 2.1.9 to 2.4.1.
  static final MiLayout V2_2 =
      new MiLayout("2.2", 216, 248, 272, 288, 96, PageLayout.V2_1, 64, 8, 40);

  static final List<MiLayout> ALL =
      List.of(
          V2_0,
          V2_1,
          V2_2,
          V2_0.withPadding(),
          FREE_THREADED,
          V2_0.withKeys(40),
          V2_0.withKeys(40).withPadding(),
          V2_1.withKeys(56),
          V2_2.withKeys(56));

  /// The same where blocks are padded (`MI_PADDING`): a heap has its lists behind an entry for each
  /// size of small blocks, of which there is one more.
  private MiLayout withPadding() {
    return new MiLayout(
        version,
        segmentUsed,
        segmentSlices,
        sliceEntries,
        slices,
        pageBytes,
        page,
        heap,
        delayedFree + Long.BYTES,
        heapKeys + Long.BYTES);
  }

  private MiLayout withKeys(long offset) {
    PageLayout withKeys = page.withKeys(offset);
    long more = withKeys.threadFree() - page.threadFree();
    return new MiLayout(
        version,
        segmentUsed,
        segmentSlices,
        sliceEntries,
        slices,
        pageBytes + more,
        withKeys,
        heap + more,
        delayedFree,
        heapKeys);
  }
}
