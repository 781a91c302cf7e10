package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Adds up the runtime's blocks by size class and by arena, in one pass.
final class PoolTallies {
  /// The class of memory that no pool was cut from.
  private static final int NO_POOL = 0;

  private final PoolTable pools;
  private final PageRuns.Cursor resident;
  private final FreeRuns runs;
  private final SortedMap<Integer, Tally> classes = new TreeMap<>();
  private final SortedMap<Integer, Tally> arenas = new TreeMap<>();

  /// Whose the run of free blocks at hand is.
  private Tally runClass = new Tally();

  private Tally runArena = new Tally();
  private long runStart;
  private long runEnd;
  private long told;

  private static final class Tally {
    private long start = -1;
    private long pools;
    private long blocks;
    private long live;
    private long free;
    private long trapped;
    private long resident;
    private long largestFree;

    boolean isEmpty() {
      return live == 0 && free == 0 && resident == 0;
    }

    PoolUse use(int key) {
      return new PoolUse(key, start, pools, blocks, live, free, trapped, resident, largestFree);
    }
  }

  private PoolTallies(Findings findings) {
    this.pools = findings.pools();
    this.resident = findings.pages().cursor();
    this.runs = new FreeRuns(findings.pages());
  }

  static PoolTallies of(Findings findings) {
    PoolTallies tallies = new PoolTallies(findings);
    tallies.count(findings);
    return tallies;
  }

  List<PoolUse> classes() {
    return classes.entrySet().stream().map(each -> each.getValue().use(each.getKey())).toList();
  }

  /// {@return by arena; empty where the runtime numbers none}
  List<PoolUse> arenas() {
    return arenas.entrySet().stream()
        .filter(each -> each.getKey() != PoolTable.NO_ARENA)
        .map(each -> each.getValue().use(each.getKey()))
        .toList();
  }

  private void count(Findings findings) {
    for (int pool = 0; pool < pools.count(); pool++) {
      tellPool(pool);
    }
    Tally none = tally(classes, NO_POOL);
    Tally ofPool = none;
    Tally ofArena = tally(arenas, PoolTable.NO_ARENA);
    int last = Cursor.NONE;
    Extents blocks = findings.blocks();
    long until = blocks.start(blocks.count() - 1);
    Cursor at = Cursor.of(findings);
    for (long start = 0; start < until; start = at.blockEnd()) {
      at.moveTo(start);
      if (at.block() == Cursor.NONE
          || at.blockState() == BlockState.CACHE.code()) { // static data, not a pool's
        continue;
      }
      int pool = at.pool();
      if (pool != Cursor.NONE && pool != last) {
        last = pool;
        ofPool = tally(classes, pools.blockBytes(pool));
        ofArena = tally(arenas, pools.arena(pool));
      }
      BlockState state = BlockState.of(at.blockState());
      piece(state, start, at.blockEnd(), pool == Cursor.NONE ? none : ofPool, ofArena);
    }
    runs.finish();
    attribute();
    if (none.isEmpty()) {
      classes.remove(NO_POOL);
    }
  }

  private void tellPool(int pool) {
    for (Tally tally :
        List.of(tally(classes, pools.blockBytes(pool)), tally(arenas, pools.arena(pool)))) {
      tally.start = tally.start < 0 ? pools.address(pool) : tally.start;
      tally.pools++;
      tally.blocks += pools.live(pool);
    }
  }

  private void piece(BlockState state, long start, long end, Tally ofClass, Tally ofArena) {
    long there = resident.residentBytes(start, end);
    ofClass.resident += there;
    ofArena.resident += there;
    switch (state) {
      case FREE, VIRGIN -> {
        ofClass.free += end - start;
        ofArena.free += end - start;
        runStart = start == runEnd && ofArena == runArena && ofClass == runClass ? runStart : start;
        runEnd = end;
        ofClass.largestFree = Math.max(ofClass.largestFree, end - runStart);
        ofArena.largestFree = Math.max(ofArena.largestFree, end - runStart);
        runs.free(start, end);
        attribute();
        runClass = ofClass;
        runArena = ofArena;
      }
      case LIVE, YOUNG, BODY, KEPT, KEPT_FRAME, FRAMES, PADDING -> {
        ofClass.live += end - start;
        ofArena.live += end - start;
        runs.live(start, end);
        attribute();
      }
      case HEADER, TAIL, CACHE, MARKS, NURSERY -> {
        runs.live(start, end);
        attribute();
      }
    }
  }

  /// Books what the run that has just ended has trapped.
  private void attribute() {
    long more = runs.trapped() - told;
    runClass.trapped += more;
    runArena.trapped += more;
    told += more;
  }

  private static Tally tally(SortedMap<Integer, Tally> tallies, int key) {
    return tallies.computeIfAbsent(key, each -> new Tally());
  }
}
