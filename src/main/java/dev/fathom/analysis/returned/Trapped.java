package dev.fathom.analysis.returned;

import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.object.EdgeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/// What of freed memory stays, and because of whom: what is live on the same page, or, in pools, in
/// the same arena. Where that is several, each counts by its bytes there.
///
/// **Cost**: some 20 ns for each piece on a page that stays.
final class Trapped {
  private static final long PAGE_BYTES = 4096;
  private static final int MOST = 3;

  private final Findings findings;
  private final BitSet gone;
  private final Cursor at;
  private final double[] byObject;
  private double byUnowned;
  private double byAllocator;

  // Who is on the page looked at last.
  private long page = -1;
  private Map<Integer, Long> onPage = Map.of();

  private Trapped(Findings findings, BitSet gone) {
    this.findings = findings;
    this.gone = gone;
    this.at = Cursor.of(findings);
    this.byObject = new double[findings.objects().count()];
  }

  static Trapped of(Findings findings, BitSet gone, FreedMemory freed, HeapsAfter.Outcome outcome) {
    Trapped trapped = new Trapped(findings, gone);
    Extents chunks = findings.chunks();
    BitSet numbers = freed.chunks();
    for (int chunk = numbers.nextSetBit(0); chunk >= 0; chunk = numbers.nextSetBit(chunk + 1)) {
      if (chunks.state(chunk) != ChunkState.PADDING.code()) {
        trapped.chunk(chunks.start(chunk), chunks.end(chunk), outcome.ranges());
      }
    }
    freed.pools().staying().forEach(trapped::arena);
    return trapped;
  }

  /// A freed chunk without what goes back of it.
  private void chunk(long start, long end, NavigableMap<Long, Long> ranges) {
    long from = start;
    while (from < end) {
      Map.Entry<Long, Long> below = ranges.floorEntry(from);
      if (below != null && below.getValue() > from) {
        from = below.getValue();
        continue;
      }
      Long next = ranges.higherKey(from);
      long until = next == null ? end : Math.min(end, next);
      for (long part = from; part < until; ) {
        long partEnd = Math.min(until, (part & -PAGE_BYTES) + PAGE_BYTES);
        onPage(part, partEnd);
        part = partEnd;
      }
      from = until;
    }
  }

  private void onPage(long start, long end) {
    PageRuns pages = findings.pages();
    long stays = pages.residentBytes(start, end);
    if (stays == 0) {
      return;
    }
    if (page != (start & -PAGE_BYTES)) {
      page = start & -PAGE_BYTES;
      onPage = live(page, page + PAGE_BYTES);
    }
    share(stays, onPage);
  }

  private void arena(PoolsAfter.ArenaAfter arena) {
    share(arena.goneResident(), arena.live() == 0 ? Map.of() : live(arena.start(), arena.end()));
  }

  private void share(long stays, Map<Integer, Long> live) {
    long all = live.values().stream().mapToLong(Long::longValue).sum();
    if (all == 0) {
      byAllocator += stays;
      return;
    }
    live.forEach((owner, bytes) -> {
      double part = (double) stays * bytes / all;
      if (owner == Cursor.NONE) {
        byUnowned += part;
      } else {
        byObject[owner] += part;
      }
    });
  }

  /// How much whose is in a range, without what goes.
  private Map<Integer, Long> live(long start, long end) {
    Map<Integer, Long> owners = new HashMap<>();
    for (at.moveTo(start); at.address() < end; at.moveTo(at.end())) {
      int owner = at.owner();
      if (isLive() && (owner == Cursor.NONE || !gone.get(owner))) {
        long bytes = Math.min(end, at.end()) - at.address();
        owners.merge(owner, bytes, Long::sum);
      }
    }
    return owners;
  }

  private boolean isLive() {
    return switch (at.layer()) {
      case AREA -> at.object() != Cursor.NONE;
      case CHUNK -> !at.carved() && ChunkState.of(at.chunkState()).use() == ChunkState.Use.LIVE;
      case BLOCK ->
          switch (BlockState.of(at.blockState())) {
            case LIVE, YOUNG, BODY, KEPT, KEPT_FRAME, FRAMES -> true;
            case FREE, VIRGIN, HEADER, TAIL, PADDING, CACHE, MARKS, NURSERY -> false;
          };
    };
  }

  /// {@return what stays in all}
  long bytes() {
    double all = byUnowned + byAllocator;
    for (double bytes : byObject) {
      all += bytes;
    }
    return Math.round(all);
  }

  /// {@return those that keep the most, the allocator and memory that nobody owns among them}
  List<Keeper> keepers(GraphAnalysis graph) {
    List<Keeper> keepers = new ArrayList<>();
    Map<Integer, Double> owners = byOwner(graph);
    OwnerPaths paths = graph.paths();
    owners.entrySet().stream()
        .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
        .limit(MOST)
        .forEach(each -> keepers.add(owner(paths, each.getKey(), each.getValue())));
    add(keepers, Keeper.Kind.UNOWNED, byUnowned);
    add(keepers, Keeper.Kind.ALLOCATOR, byAllocator);
    keepers.sort(Comparator.comparingLong(Keeper::bytes).reversed());
    return keepers.subList(0, Math.min(MOST, keepers.size()));
  }

  private Keeper owner(OwnerPaths paths, int object, double bytes) {
    String type = findings.types().get(findings.objects().type(object)).qualifiedName();
    return new Keeper(Keeper.Kind.OWNER, paths.path(object), type, Math.round(bytes));
  }

  private static void add(List<Keeper> keepers, Keeper.Kind kind, double bytes) {
    if (Math.round(bytes) > 0) {
      keepers.add(new Keeper(kind, "", "", Math.round(bytes)));
    }
  }

  /// Adds up what the objects of each variable keep, by the shortest path that is left.
  private Map<Integer, Double> byOwner(GraphAnalysis graph) {
    int[] owner = owners(graph);
    Map<Integer, Double> owners = new HashMap<>();
    for (int object = 0; object < byObject.length; object++) {
      if (byObject[object] > 0) {
        owners.merge(
            owner[object] == Cursor.NONE ? object : owner[object], byObject[object], Double::sum);
      }
    }
    return owners;
  }

  /// By which variable each object is reached first: what a module has in its own table, or what is
  /// reached from outside and is no module. [Cursor#NONE] where nothing does.
  private int[] owners(GraphAnalysis graph) {
    OwnerPaths paths = graph.paths();
    EdgeTable edges = findings.references().edges();
    int[] owner = new int[byObject.length];
    Arrays.fill(owner, Cursor.NONE);
    int[] queue = new int[byObject.length];
    int tail = 0;
    for (Entries.Entry entry : graph.entries().all()) {
      if (!gone.get(entry.object()) && owner[entry.object()] == Cursor.NONE) {
        owner[entry.object()] = entry.object();
        queue[tail++] = entry.object();
      }
    }
    BitSet scopes = new BitSet();
    for (int head = 0; head < tail; head++) {
      int object = queue[head];
      boolean scope = scopes.get(object) || paths.isModule(object);
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (!gone.get(target) && owner[target] == Cursor.NONE) {
          owner[target] = scope ? target : owner[object];
          scopes.set(target, scope && paths.passesOn(target));
          queue[tail++] = target;
        }
      }
    }
    return owner;
  }
}
