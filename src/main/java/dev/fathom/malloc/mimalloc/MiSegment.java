package dev.fathom.malloc.mimalloc;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A segment: `mi_segment_t`, and the memory at whose start it stands.
///
/// @param start first address
/// @param end address after the last
/// @param layout of this segment
/// @param pages what its slices are for, in address order and without a gap; the first are its own
record MiSegment(long start, long end, MiLayout layout, List<MiPage> pages) {
  static final long ALIGNMENT = 32L << 20;

  /// Slices of an ordinary segment; the table has no more entries in any.
  private static final long MOST_ENTRIES = ALIGNMENT / MiPage.SLICE_BYTES;

  /// Slices of the largest block that there could be.
  private static final long MOST_SLICES = 1L << 31;

  /// From the field `used` to `cookie`, which follows it.
  private static final long COOKIE = 8;

  /// From the field `segment_slices` to `segment_info_slices`, which follows it.
  private static final long INFO_SLICES = 8;

  /// {@return the segment at an aligned address, or null where there is none of this layout}
  ///
  /// **Cost**: a read of three pages of 4 KiB where the header may be one.
  static @Nullable MiSegment of(long start, MiLayout layout, Words words) {
    long slices = words.u64(start + layout.segmentSlices());
    long infoSlices = words.u64(start + layout.segmentSlices() + INFO_SLICES);
    long entries = words.u64(start + layout.sliceEntries());
    if (slices <= 0
        || slices > MOST_SLICES
        || entries <= 0
        || entries > Math.min(MOST_ENTRIES, slices)) {
      return null;
    }
    List<MiPage> pages = new ArrayList<>();
    long inUse = 0;
    long at = 0;
    while (at < entries) {
      MiPage page =
          MiPage.ofEntry(
              start + layout.slices() + at * layout.pageBytes(),
              start + at * MiPage.SLICE_BYTES,
              layout.page(),
              words);
      if (!page.isFirst() || page.slices() == 0 || page.slices() > slices - at) {
        return null;
      }
      pages.add(page);
      inUse += page.inUse() ? 1 : 0;
      at += page.slices();
    }
    // The header's own slices count as a page here, and not there.
    if (pages.getFirst().slices() != infoSlices
        || inUse != words.u64(start + layout.segmentUsed()) + 1) {
      return null;
    }
    return new MiSegment(start, start + slices * MiPage.SLICE_BYTES, layout, pages);
  }

  /// {@return what it was made of its own address and a number of the process}
  static long cookie(long start, MiLayout layout, Words words) {
    return words.u64(start + layout.segmentUsed() + COOKIE) ^ start;
  }

  /// {@return what was a segment and was given back, to be taken again or returned to the kernel
  /// later; null where that is not so} Its header stays, but for its table.
  ///
  /// @param cookie that of the process
  /// @param end up to where it can reach
  static @Nullable MiSegment givenBack(
      long start, long end, long cookie, MiLayout layout, Words words) {
    long slices = words.u64(start + layout.segmentSlices());
    long infoSlices = words.u64(start + layout.segmentSlices() + INFO_SLICES);
    if (cookie(start, layout, words) != cookie
        || words.u64(start + layout.segmentUsed()) != 0
        || slices <= 0
        || slices > MOST_SLICES
        || infoSlices <= 0
        || infoSlices >= Math.min(slices, MOST_ENTRIES)) {
      return null;
    }
    long all = Math.min(slices, (end - start) / MiPage.SLICE_BYTES);
    if (all <= infoSlices) {
      return null;
    }
    MiPage own = MiPage.slices(0, start, infoSlices);
    MiPage rest = MiPage.slices(0, own.end(), all - infoSlices);
    return new MiSegment(start, rest.end(), layout, List.of(own, rest));
  }

  /// {@return what its memory is for, in address order}
  List<MiStretch> stretches() {
    List<MiStretch> stretches = new ArrayList<>();
    long at = pages.getFirst().end();
    stretches.add(new MiStretch.Plain(start, at, ChunkState.BOOKKEEPING));
    for (MiPage page : body()) {
      stretches.add(
          page.inUse()
              ? new MiStretch.Blocks(page)
              : new MiStretch.Plain(page.start(), page.end(), ChunkState.FREE));
      at = page.end();
    }
    if (at < end) {
      stretches.add(new MiStretch.Plain(at, end, ChunkState.BOOKKEEPING));
    }
    return stretches;
  }

  private List<MiPage> body() {
    return pages.subList(1, pages.size());
  }

  /// {@return its pages of blocks}
  List<MiPage> pagesInUse() {
    return body().stream().filter(MiPage::inUse).toList();
  }
}
