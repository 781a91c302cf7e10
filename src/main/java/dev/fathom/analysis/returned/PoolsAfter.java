package dev.fathom.analysis.returned;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.PoolTable;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A runtime's own pools after some of their blocks were freed: an arena goes back when nothing is
/// left in it.
///
/// Hears of blocks in address order.
final class PoolsAfter {
  /// Instead of a place in the order: the block is not freed.
  static final int STAYS = -1;

  private static final Comparator<ArenaAfter> FIRST_EMPTY =
      Comparator.comparingInt(each -> each.emptied);
  private static final Comparator<ArenaAfter> SMALLEST =
      Comparator.comparingLong(each -> each.resident);

  private final PoolTable pools;
  private final OptionalInt emptyKept;
  private final SortedMap<Integer, ArenaAfter> arenas = new TreeMap<>();
  private int lastPool = Cursor.NONE;
  private ArenaAfter last = arena(PoolTable.NO_ARENA);

  /// One arena of pools.
  static final class ArenaAfter {
    private final int number;
    private long start = -1;
    private long end;
    private long resident;
    private long live;
    private long gone;
    private long goneResident;
    private boolean inChunk;

    /// How many of its pools something is left in, and the last of them.
    private int livePools;

    private int livePool = Cursor.NONE;

    /// The place in the order of what is freed last of it.
    private int emptied;

    private ArenaAfter(int number) {
      this.number = number;
    }

    long start() {
      return start;
    }

    long end() {
      return end;
    }

    /// {@return bytes of blocks that stay}
    long live() {
      return live;
    }

    /// {@return bytes of blocks that are freed and in memory}
    long goneResident() {
      return goneResident;
    }

    private boolean empty() {
      return live == 0 && number != PoolTable.NO_ARENA && !inChunk;
    }
  }

  PoolsAfter(Findings findings) {
    this.pools = findings.pools();
    this.emptyKept =
        findings.runtimes().stream()
            .map(runtime -> runtime.dialect().emptyArenasKept(runtime.version()))
            .filter(OptionalInt::isPresent)
            .findFirst()
            .orElse(OptionalInt.empty());
  }

  private ArenaAfter arena(int number) {
    return arenas.computeIfAbsent(number, ArenaAfter::new);
  }

  /// A block, or a part of one.
  ///
  /// @param rank the place in the order of what is in it, or [#STAYS]
  void block(Cursor at, long start, long end, long there, int rank) {
    BlockState state = BlockState.of(at.blockState());
    if (state == BlockState.CACHE) {
      return; // static data
    }
    int pool = at.pool();
    if (pool != Cursor.NONE && pool != lastPool) {
      lastPool = pool;
      last = arena(pools.arena(pool));
    }
    last.start = last.start < 0 ? start : last.start;
    last.end = end;
    last.resident += there;
    last.inChunk |= at.chunk() != Cursor.NONE;
    if (rank != STAYS) {
      last.emptied = Math.max(last.emptied, rank);
      last.gone += end - start;
      last.goneResident += there;
      return;
    }
    switch (state) {
      case LIVE, YOUNG, BODY, KEPT, KEPT_FRAME, FRAMES -> {
        last.live += end - start;
        last.livePools += lastPool != last.livePool ? 1 : 0;
        last.livePool = lastPool;
      }
      case FREE, VIRGIN, HEADER, TAIL, PADDING, CACHE, MARKS, NURSERY -> {}
    }
  }

  /// The arenas in which nothing is left that something was in; none where none goes back.
  private List<ArenaAfter> emptied(Comparator<ArenaAfter> order) {
    return emptyKept.isEmpty()
        ? List.of()
        : arenas.values().stream()
            .filter(each -> each.empty() && each.gone > 0)
            .sorted(order)
            .toList();
  }

  /// {@return the arenas that go back} Of those in which nothing is left the runtime keeps some:
  /// the last in its list of arenas, which is in the order of their free pools. Where one with a
  /// single pool in use came to stand last before, that is the last, and none is kept.
  ///
  /// @param order those that are kept come first
  /// @param likely whether that one must have come there before; else it may have
  private List<ArenaAfter> leaving(Comparator<ArenaAfter> order, boolean likely) {
    List<ArenaAfter> emptied = emptied(order);
    if (emptied.isEmpty()) {
      return emptied;
    }
    long emptyBefore =
        arenas.values().stream().filter(each -> each.empty() && each.gone == 0).count();
    boolean other =
        arenas.values().stream()
            .filter(each -> each.livePools == 1 && each.number != PoolTable.NO_ARENA)
            .anyMatch(each -> !likely || each.emptied < emptied.getFirst().emptied);
    int kept = other ? 0 : Math.clamp(emptyKept.orElse(0) - emptyBefore, 0, emptied.size());
    return emptied.subList(kept, emptied.size());
  }

  private static long resident(List<ArenaAfter> some) {
    return some.stream().mapToLong(each -> each.resident).sum();
  }

  /// {@return what is likely to go back: all but what is empty first}
  long returned() {
    return resident(leaving(FIRST_EMPTY, true));
  }

  /// {@return what goes back at the least, whichever is empty first}
  long returnedAtLeast() {
    List<ArenaAfter> emptied = emptied(SMALLEST.reversed());
    int kept = Math.min(emptyKept.orElse(0), emptied.size());
    return resident(emptied.subList(kept, emptied.size()));
  }

  /// {@return what goes back at the most}
  long returnedAtMost() {
    return resident(leaving(SMALLEST, false));
  }

  /// {@return the arenas that are likely to stay though blocks in them are freed}
  List<ArenaAfter> staying() {
    Set<ArenaAfter> leaving = new HashSet<>(leaving(FIRST_EMPTY, true));
    return arenas.values().stream()
        .filter(each -> each.goneResident > 0 && !leaving.contains(each))
        .toList();
  }
}
