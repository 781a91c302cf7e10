package dev.fathom.analysis.account;

import dev.fathom.model.memory.Arena.Release;
import dev.fathom.model.memory.PageRuns;

/// Foretells what `malloc_trim(0)` would give back to the kernel: whole pages inside free chunks,
/// and the top of the brk heap.
///
/// The rules are those of `mtrim` and `systrim` in glibc's `malloc/malloc.c`. Before trimming, free
/// neighbours are merged, fastbins included; what threads cache is not. Of a merged chunk the pages
/// behind its header go, if it is at least a page and a header long. Of the top chunk whole pages
/// go but for the smallest chunk. Only pages that are in memory count.
///
/// Takes the pieces of one arena after the other in address order. **Cost**: constant a piece.
final class Trim {
  private static final long PAGE_BYTES = 4096;

  /// `sizeof (struct malloc_chunk)`: what stays of a free chunk.
  private static final long HEADER_BYTES = 48;

  /// MINSIZE: what stays of the top chunk.
  private static final long SMALLEST_CHUNK = 32;

  private final PageRuns.Cursor resident;

  /// Free chunks that would be merged into one; empty where the two are equal.
  private long start;

  private long end;

  private boolean released;

  private long inChunks;
  private long inTop;

  Trim(PageRuns pages) {
    this.resident = pages.cursor();
  }

  /// A free piece that is merged with its neighbours.
  void free(long from, long to, Release release) {
    if (start == end || from != end) {
      close();
      start = from;
    }
    end = to;
    released = release != Release.NOTHING;
  }

  /// The top chunk of an arena. What is free right below becomes a part of it.
  void top(long from, long to, Release release) {
    long top = start != end && end == from ? start : from;
    start = end;
    if (release == Release.PAGES_AND_TOP && to - top > SMALLEST_CHUNK) {
      long first = to - (to - top - SMALLEST_CHUNK - 1 & -PAGE_BYTES);
      inChunks += first < from ? resident.residentBytes(first, from) : 0;
      inTop += resident.residentBytes(Math.max(first, from), to);
    }
  }

  /// A piece that is neither.
  void other() {
    close();
  }

  /// No more pieces.
  void finish() {
    close();
  }

  private void close() {
    if (end - start >= PAGE_BYTES + HEADER_BYTES && released) {
      long first = (start + HEADER_BYTES + PAGE_BYTES - 1) & -PAGE_BYTES;
      long pagesEnd = first + (end - first & -PAGE_BYTES);
      inChunks += first < pagesEnd ? resident.residentBytes(first, pagesEnd) : 0;
    }
    start = end;
  }

  /// {@return resident bytes inside free chunks that would go back}
  long inChunks() {
    return inChunks;
  }

  /// {@return resident bytes of top chunks that would go back}
  long inTop() {
    return inTop;
  }
}
