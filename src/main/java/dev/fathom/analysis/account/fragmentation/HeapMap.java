package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import java.util.ArrayList;
import java.util.List;

/// A picture of an arena: its heaps one after the other, cut into cells of whole pages.
///
/// @param pagesPerCell how many pages each cell stands for; the last may have fewer
/// @param cells in address order; empty for an arena without heaps
public record HeapMap(long pagesPerCell, List<Cell> cells) {
  private static final long PAGE_BYTES = 4096;

  /// A run of pages.
  ///
  /// @param resident bytes in memory
  /// @param used what of that is not free
  public record Cell(long resident, long used) {}

  /// Cuts an arena into cells.
  ///
  /// @param arena id of the arena
  /// @param most how many cells at most, 1 or more
  public static HeapMap of(Findings findings, int arena, int most) {
    List<Heaps.Range> ranges =
        findings.heaps().ranges().stream().filter(range -> range.arena() == arena).toList();
    long pages = ranges.stream().mapToLong(HeapMap::pages).sum();
    long perCell = Math.max(1, Math.ceilDiv(pages, most));
    int count = Math.toIntExact(Math.ceilDiv(pages, perCell));
    long[] resident = new long[count];
    long[] used = new long[count];
    long before = 0;
    for (Heaps.Range range : ranges) {
      fill(findings, range, before * PAGE_BYTES, perCell * PAGE_BYTES, resident, used);
      before += pages(range);
    }
    List<Cell> cells = new ArrayList<>(count);
    for (int cell = 0; cell < count; cell++) {
      cells.add(new Cell(resident[cell], used[cell]));
    }
    return new HeapMap(perCell, cells);
  }

  private static long pages(Heaps.Range range) {
    return Math.ceilDiv(range.end() - (range.start() & -PAGE_BYTES), PAGE_BYTES);
  }

  private static void fill(
      Findings findings,
      Heaps.Range range,
      long before,
      long cellBytes,
      long[] resident,
      long[] used) {
    Cursor at = Cursor.of(findings);
    PageRuns.Cursor pages = findings.pages().cursor();
    long shift = before - (range.start() & -PAGE_BYTES);
    for (long start = range.start(); start < range.end(); ) {
      long end = Math.min(at.moveTo(start).chunkEnd(), range.end());
      boolean inUse = at.chunk() != Cursor.NONE && isUsed(at.chunkState());
      while (start < end) {
        int cell = Math.toIntExact((start + shift) / cellBytes);
        long cellEnd = Math.min(end, (cell + 1) * cellBytes - shift);
        long bytes = pages.residentBytes(start, cellEnd);
        resident[cell] += bytes;
        used[cell] += inUse ? bytes : 0;
        start = cellEnd;
      }
    }
  }

  private static boolean isUsed(int state) {
    ChunkState.Use use = ChunkState.of(state).use();
    return use != ChunkState.Use.FREE && use != ChunkState.Use.TOP;
  }
}
