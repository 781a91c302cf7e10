package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.memory.PageRuns;

/// Counts the resident pages of one arena by how much of them is in use.
///
/// Takes pieces in address order. **Cost**: constant a piece.
final class PageUseTally {
  private static final long PAGE_BYTES = 4096;

  private final PageRuns.Cursor resident;

  /// The page that the last piece ended on, if it may go on with the next one.
  private long page;

  /// How much of it was told of, and how much of that is in use.
  private long told;

  private long used;

  private long full;
  private long partial;
  private long free;

  PageUseTally(PageRuns pages) {
    this.resident = pages.cursor();
  }

  void piece(long from, long to, boolean inUse) {
    long at = from;
    while (at < to) {
      long start = at & -PAGE_BYTES;
      if (start != page) {
        closePage();
        page = start;
      }
      if (at == start && to - at >= PAGE_BYTES && told == 0) {
        long end = to & -PAGE_BYTES;
        long pages = resident.residentBytes(at, end) / PAGE_BYTES;
        full += inUse ? pages : 0;
        free += inUse ? 0 : pages;
        at = end;
      } else {
        long end = Math.min(to, start + PAGE_BYTES);
        told += end - at;
        used += inUse ? end - at : 0;
        at = end;
      }
    }
  }

  PageUse finish() {
    closePage();
    return new PageUse(full, partial, free);
  }

  private void closePage() {
    if (told > 0 && resident.residentBytes(page, page + PAGE_BYTES) > 0) {
      full += used == PAGE_BYTES ? 1 : 0;
      free += used == 0 ? 1 : 0;
      partial += used > 0 && used < PAGE_BYTES ? 1 : 0;
    }
    told = 0;
    used = 0;
  }
}
