package dev.fathom.analysis.returned;

import dev.fathom.analysis.account.fragmentation.Trim;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.FreeingRule;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// The heaps of an allocator with boundary tags after some of their chunks were freed.
///
/// As glibc does it (`malloc/malloc.c`, `_int_free`): the first chunks of each small size go to the
/// cache of the thread that frees them, and nobody merges these; the next smallest wait until
/// something large is freed; all others are merged with what is free around them. When that makes
/// something large, and the end of the heap is larger than the threshold, it is given back but for
/// a pad. One thread is taken to free them all.
///
/// **Cost**: two passes over the chunks for each prediction.
final class HeapsAfter {
  private static final long PAGE_BYTES = 4096;

  /// A heap that is not the first of its arena begins with no more than this (`struct _heap_info`);
  /// the first has the arena itself there.
  private static final long HEAP_HEAD = 256;

  private final Findings findings;
  private final Extents chunks;
  private final PageRuns pages;
  private final BitSet freed;

  /// What goes back of the heaps.
  ///
  /// @param byItself without the release call
  /// @param afterRelease in all, with it
  /// @param ranges which pages these are, ends by starts
  record Outcome(long byItself, long afterRelease, NavigableMap<Long, Long> ranges) {}

  /// What becomes of a chunk.
  private enum Fate {
    MERGED,
    FAST,
    TOP,
    STAYS
  }

  /// @param freed numbers of chunks
  HeapsAfter(Findings findings, BitSet freed) {
    this.findings = findings;
    this.chunks = findings.chunks();
    this.pages = findings.pages();
    this.freed = freed;
  }

  /// {@return the freed chunks that a thread keeps, if it frees the highest first}
  BitSet cachedAbove() {
    int[] descending = freed.stream().toArray();
    for (int low = 0, high = descending.length - 1; low < high; low++, high--) {
      int number = descending[low];
      descending[low] = descending[high];
      descending[high] = number;
    }
    return cached(descending);
  }

  /// {@return the same, if it frees the lowest first}
  BitSet cachedBelow() {
    return cached(freed.stream().toArray());
  }

  /// {@return the same, if it frees them in this order}
  BitSet cached(int[] order) {
    BitSet cached = new BitSet();
    Map<Long, Integer> counts = cachedNow();
    for (int chunk : order) {
      cache(chunk, counts, cached);
    }
    return cached;
  }

  /// How many of each size threads have already.
  private Map<Long, Integer> cachedNow() {
    Map<Long, Integer> counts = new HashMap<>();
    for (Heaps.Range range : findings.heaps().ranges()) {
      for (int chunk = first(range); inside(chunk, range); chunk++) {
        if (chunks.state(chunk) == ChunkState.CACHED.code()) {
          counts.merge(bytes(chunk), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private void cache(int chunk, Map<Long, Integer> counts, BitSet cached) {
    FreeingRule rule = rule();
    if (chunks.state(chunk) == ChunkState.LIVE.code()
        && bytes(chunk) <= rule.cached()
        && counts.merge(bytes(chunk), 1, Integer::sum) <= rule.cachedEach()) {
      cached.set(chunk);
    }
  }

  private FreeingRule rule() {
    return findings.heaps().arenas().stream()
        .map(arena -> arena.release().freeing())
        .filter(rule -> !rule.equals(FreeingRule.NONE))
        .findFirst()
        .orElse(FreeingRule.NONE);
  }

  private long bytes(int chunk) {
    return chunks.end(chunk) - chunks.start(chunk);
  }

  private int first(Heaps.Range range) {
    return chunks.at(range.start());
  }

  private boolean inside(int chunk, Heaps.Range range) {
    return chunk < chunks.count() && chunks.start(chunk) < range.end();
  }

  /// Foretells what goes back.
  ///
  /// @param cached the freed chunks that a thread keeps
  /// @param adapted how large the end of a heap must be at the least
  Outcome foretell(BitSet cached, long adapted) {
    NavigableMap<Long, Long> ranges = new TreeMap<>();
    Trim trim = new Trim(pages, ranges::put);
    Set<Integer> consolidated = consolidated(cached);
    long byItself = 0;
    long ofThreads = 0;
    for (Heaps.Range range : findings.heaps().ranges()) {
      Heaps.NamedArena arena = findings.heaps().arenas().get(range.arena());
      tell(trim, range, arena, cached);
      if (consolidated.contains(range.arena())) {
        long shrinks = shrink(range, arena, cached, adapted, ranges);
        byItself += shrinks;
        ofThreads += arena.arena().kind() == Arena.Kind.THREAD ? shrinks : 0;
      }
    }
    trim.finish();
    return new Outcome(byItself, trim.inChunks() + trim.inTop() + ofThreads, ranges);
  }

  private void tell(Trim trim, Heaps.Range range, Heaps.NamedArena arena, BitSet cached) {
    trim.other(); // heaps are not merged
    for (int chunk = first(range); inside(chunk, range); chunk++) {
      long start = Math.max(chunks.start(chunk), range.start());
      long end = Math.min(chunks.end(chunk), range.end());
      switch (fate(chunk, cached, arena)) {
        case MERGED, FAST -> trim.free(start, end, arena);
        case TOP -> trim.top(start, end, arena);
        case STAYS -> trim.other();
      }
    }
  }

  private Fate fate(int chunk, BitSet cached, Heaps.NamedArena arena) {
    int code = chunks.state(chunk);
    if (code == Extents.NOTHING) {
      return Fate.STAYS;
    }
    if (freed.get(chunk)) {
      boolean fast = bytes(chunk) <= arena.release().freeing().fast();
      return cached.get(chunk) ? Fate.STAYS : fast ? Fate.FAST : Fate.MERGED;
    }
    ChunkState state = ChunkState.of(code);
    return state == ChunkState.TOP
        ? Fate.TOP
        : state == ChunkState.FAST ? Fate.FAST : state.mergeable() ? Fate.MERGED : Fate.STAYS;
  }

  /// The arenas in which something is freed that becomes so large a chunk that all is merged, and
  /// the end of the heap looked at.
  private Set<Integer> consolidated(BitSet cached) {
    Set<Integer> arenas = new HashSet<>();
    for (Heaps.Range range : findings.heaps().ranges()) {
      Heaps.NamedArena arena = findings.heaps().arenas().get(range.arena());
      long enough = arena.release().freeing().consolidates();
      long run = 0;
      boolean fresh = false;
      for (int chunk = first(range); enough > 0 && inside(chunk, range); chunk++) {
        Fate fate = fate(chunk, cached, arena);
        boolean merged = fate == Fate.MERGED || fate == Fate.TOP;
        run = merged ? run + bytes(chunk) : 0;
        fresh = merged && (fresh || freed.get(chunk));
        if (fresh && run >= enough) {
          arenas.add(range.arena());
        }
      }
    }
    return arenas;
  }

  /// What goes back of the end of a heap by itself.
  private long shrink(
      Heaps.Range range,
      Heaps.NamedArena arena,
      BitSet cached,
      long adapted,
      NavigableMap<Long, Long> ranges) {
    boolean main = arena.arena().kind() == Arena.Kind.MAIN;
    int at = chunks.at(range.end() - 1);
    if (fate(at, cached, arena) != Fate.TOP
        || (main && arena.arena().release() != Arena.Release.PAGES_AND_TOP)) {
      return 0;
    }
    long end = Math.min(chunks.end(at), range.end());
    long top = chunks.start(at);
    for (at--; at >= 0 && chunks.end(at) > range.start() && merges(at, cached, arena); at--) {
      top = Math.max(range.start(), chunks.start(at));
    }
    if (!main && top - range.start() <= HEAP_HEAD) {
      ranges.put(range.start(), range.end());
      return pages.residentBytes(range.start(), range.end());
    }
    long kept = arena.release().topKept() + arena.release().topPad();
    if (end - top < threshold(arena, adapted) || end - top <= kept) {
      return 0;
    }
    long from = end - (end - top - kept & -PAGE_BYTES);
    if (!main) {
      ranges.put(from, end);
    }
    return pages.residentBytes(from, end);
  }

  /// Where the allocator does not say it, what it begins with.
  private static long threshold(Heaps.NamedArena arena, long adapted) {
    long said = arena.arena().trimThreshold();
    return Math.max(said == Arena.NOT_SAID ? arena.release().topPad() : said, adapted);
  }

  private boolean merges(int chunk, BitSet cached, Heaps.NamedArena arena) {
    Fate fate = fate(chunk, cached, arena);
    return fate == Fate.MERGED || fate == Fate.FAST;
  }
}
