package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.memory.Arena.Release;
import dev.fathom.model.memory.Heaps.NamedArena;
import dev.fathom.model.memory.PageRuns;

/// Foretells what an allocator's release call would give back to the kernel: whole pages inside
/// free chunks, and the top of its main heap ([Release], [ReleaseRule]).
///
/// Before that, free neighbours are merged that can be ([ChunkState#mergeable]). Of a merged chunk
/// the pages behind its header go, if it is at least a page and a header long. Only pages that are
/// in memory count.
///
/// Takes the pieces of one arena after the other in address order. **Cost**: constant a piece.
public final class Trim {
  private static final long PAGE_BYTES = 4096;

  private final PageRuns.Cursor resident;
  private final Released hears;

  /// Free chunks that would be merged into one; empty where the two are equal.
  private long start;

  private long end;

  private boolean released;
  private long header;

  private long inChunks;
  private long inTop;

  /// Hears what would go back.
  @FunctionalInterface
  public interface Released {
    /// Whole pages, in address order, in memory or not.
    void range(long from, long to);
  }

  public Trim(PageRuns pages) {
    this(pages, (from, to) -> {});
  }

  public Trim(PageRuns pages, Released hears) {
    this.resident = pages.cursor();
    this.hears = hears;
  }

  /// A free piece that is merged with its neighbours.
  public void free(long from, long to, NamedArena arena) {
    if (start == end || from != end) {
      close();
      start = from;
    }
    end = to;
    released = arena.arena().release() != Release.NOTHING;
    header = arena.release().chunkKept();
  }

  /// The top chunk of an arena. What is free right below becomes a part of it.
  public void top(long from, long to, NamedArena arena) {
    long top = start != end && end == from ? start : from;
    start = end;
    long kept = arena.release().topKept();
    if (arena.arena().release() == Release.PAGES_AND_TOP && to - top >= kept) {
      long first = to - (to - top - kept & -PAGE_BYTES);
      hears.range(first, to);
      inChunks += first < from ? resident.residentBytes(first, from) : 0;
      inTop += resident.residentBytes(Math.max(first, from), to);
    }
  }

  /// A piece that is neither.
  public void other() {
    close();
  }

  /// No more pieces.
  public void finish() {
    close();
  }

  private void close() {
    if (end - start >= PAGE_BYTES + header && released) {
      long first = (start + header + PAGE_BYTES - 1) & -PAGE_BYTES;
      long pagesEnd = first + (end - first & -PAGE_BYTES);
      if (first < pagesEnd) {
        hears.range(first, pagesEnd);
        inChunks += resident.residentBytes(first, pagesEnd);
      }
    }
    start = end;
  }

  /// {@return resident bytes inside free chunks that would go back}
  public long inChunks() {
    return inChunks;
  }

  /// {@return resident bytes of top chunks that would go back}
  public long inTop() {
    return inTop;
  }
}
