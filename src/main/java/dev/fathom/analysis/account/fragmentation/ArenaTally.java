package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Adds up the pieces of one arena, which come in address order.
final class ArenaTally {
  private final int id;
  private final Heaps.NamedArena named;
  private final FreeRuns runs;
  private final Trim trim;
  private final PageUseTally pages;
  private final PageRuns.Cursor resident;

  private final long[] chunks = new long[ChunkState.values().length + 1];
  private final long[] bytes = new long[ChunkState.values().length + 1];
  private long residentBytes;
  private long topResident;
  private long largestFree;

  ArenaTally(int id, Heaps.NamedArena named, PageRuns pages) {
    this.id = id;
    this.named = named;
    this.runs = new FreeRuns(pages);
    this.trim = new Trim(pages);
    this.pages = new PageUseTally(pages);
    this.resident = pages.cursor();
  }

  /// A chunk, whole.
  void chunk(ChunkState state, long from, long to) {
    chunks[state.code()]++;
    bytes[state.code()] += to - from;
    boolean unused = state.use() == ChunkState.Use.FREE || state.use() == ChunkState.Use.TOP;
    pages.piece(from, to, !unused);
    long there = resident.residentBytes(from, to);
    residentBytes += there;
    if (state.use() == ChunkState.Use.TOP) {
      topResident += there;
    } else if (unused) {
      largestFree = Math.max(largestFree, to - from);
    }
  }

  /// What the runtime did not cut out of a chunk, as the balance sheet books it.
  void part(ChunkState state, long from, long to) {
    switch (state.use()) {
      case FREE -> {
        runs.free(from, to);
        if (state.mergeable()) {
          trim.free(from, to, named);
        } else {
          trim.other();
        }
      }
      case TOP -> {
        runs.unused();
        trim.top(from, to, named);
      }
      case LIVE, OVERHEAD, PADDING, FOREIGN, UNPARSED -> {
        runs.live(from, to);
        trim.other();
      }
    }
  }

  boolean isEmpty() {
    for (long count : chunks) {
      if (count > 0) {
        return false;
      }
    }
    return true;
  }

  ArenaUse finish() {
    runs.finish();
    trim.finish();
    Map<ChunkState.Use, Long> uses = new EnumMap<>(ChunkState.Use.class);
    Map<String, ArenaUse.StateUse> states = new LinkedHashMap<>();
    long covered = 0;
    for (ChunkState state : ChunkState.values()) {
      long count = chunks[state.code()];
      long size = bytes[state.code()];
      uses.merge(state.use(), size, Long::sum);
      covered += size;
      if (count > 0) {
        states.merge(state.id(), new ArenaUse.StateUse(count, size), ArenaUse.StateUse::plus);
      }
    }
    // To malloc, what is put around live memory is as live as that.
    long live =
        uses.getOrDefault(ChunkState.Use.LIVE, 0L) + uses.getOrDefault(ChunkState.Use.PADDING, 0L);
    long free = uses.getOrDefault(ChunkState.Use.FREE, 0L);
    long top = uses.getOrDefault(ChunkState.Use.TOP, 0L);
    long said = named.arena().systemBytes();
    return new ArenaUse(
        id,
        named.allocator(),
        named.arena(),
        named.release(),
        said == Arena.NOT_SAID ? covered : said,
        live,
        free,
        top,
        covered - live - free - top,
        residentBytes,
        runs.trapped(),
        trim.inChunks() + trim.inTop(),
        trim.inTop(),
        runs.whole() - trim.inChunks(),
        topResident - trim.inTop(),
        pages.finish(),
        largestFree,
        states);
  }
}
