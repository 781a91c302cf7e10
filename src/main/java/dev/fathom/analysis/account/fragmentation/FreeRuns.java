package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.memory.PageRuns;

/// Splits free memory into what is trapped, because live memory stands on the same page, and whole
/// pages that hold nothing live.
///
/// Pieces come in address order; neighbouring free pieces are one run. Only the first and the last
/// page of a run can be shared with something live.
public final class FreeRuns {
  private static final long PAGE_BYTES = 4096;

  private final PageRuns.Cursor resident;

  private long start;
  private long end;
  private boolean headShared;

  /// End of the live memory below the run at hand.
  private long liveEnd;

  private long trapped;
  private long whole;
  private long holes;

  public FreeRuns(PageRuns pages) {
    this.resident = pages.cursor();
  }

  /// A free piece.
  public void free(long from, long to) {
    if (start != end && from == end) {
      end = to;
      return;
    }
    close(false);
    start = from;
    end = to;
    headShared = liveEnd > (from & -PAGE_BYTES);
  }

  /// A piece that is in use.
  public void live(long from, long to) {
    close(end > (from & -PAGE_BYTES));
    liveEnd = to;
  }

  /// A piece that is neither live nor given to be handed out: the end of a heap.
  public void unused() {
    close(false);
  }

  /// No more pieces.
  public void finish() {
    close(false);
  }

  private void close(boolean tailShared) {
    if (start == end) {
      return;
    }
    long headEnd = headShared ? Math.min(end, (start + PAGE_BYTES) & -PAGE_BYTES) : start;
    long tailStart = tailShared ? Math.max(headEnd, (end - 1) & -PAGE_BYTES) : end;
    long stuck = resident.residentBytes(start, headEnd);
    whole += resident.residentBytes(headEnd, tailStart);
    stuck += resident.residentBytes(tailStart, end);
    trapped += stuck;
    holes += stuck > 0 ? 1 : 0;
    start = end;
  }

  /// {@return resident free bytes on pages that also hold something live}
  public long trapped() {
    return trapped;
  }

  /// {@return resident free bytes on pages that hold nothing live}
  public long whole() {
    return whole;
  }

  /// {@return how many runs of free memory have trapped bytes}
  public long holes() {
    return holes;
  }
}
