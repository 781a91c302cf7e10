package dev.fathom.analysis.stored;

import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.ChunkSizes;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.PageUse;
import dev.fathom.analysis.account.fragmentation.PoolUse;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.Heaps;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What of the allocators' memory is free as five tables: what each arena is used for, the states
/// of its chunks, free chunks by size, all chunks by allocator and size, and the runtime's pools by
/// size class and by arena.
public final class FragmentationRows {
  private static final String ARENAS = "arena_use";
  private static final String STATES = "arena_states";
  private static final String FREE = "free_sizes";
  private static final String SIZES = "chunk_sizes";
  private static final String POOLS = "pool_use";

  /// A state of an arena.
  private record State(int arena, String name, ArenaUse.StateUse use) {}

  /// No process has more, and sums of some of them are numbers still.
  private static final long MOST = 1L << 56;

  private FragmentationRows() {}

  /// Adds the tables.
  public static void write(Fragmentation found, Map<String, TableWriter> tables) {
    List<ArenaUse> arenas = found.arenas();
    tables.put(
        ARENAS,
        new TableWriter(arenas.size())
            .numbers("arena", row -> arenas.get(row).id())
            .numbers("system", row -> arenas.get(row).system())
            .numbers("live", row -> arenas.get(row).live())
            .numbers("free", row -> arenas.get(row).free())
            .numbers("top", row -> arenas.get(row).top())
            .numbers("other", row -> arenas.get(row).other())
            .numbers("resident", row -> arenas.get(row).resident())
            .numbers("trapped", row -> arenas.get(row).trapped())
            .numbers("trimmable", row -> arenas.get(row).trimmable())
            .numbers("trimmable_top", row -> arenas.get(row).trimmableTop())
            .numbers("pages_kept", row -> arenas.get(row).pagesKept())
            .numbers("top_kept", row -> arenas.get(row).topKept())
            .numbers("pages_full", row -> arenas.get(row).pages().full())
            .numbers("pages_partial", row -> arenas.get(row).pages().partial())
            .numbers("pages_free", row -> arenas.get(row).pages().free())
            .numbers("largest_free", row -> arenas.get(row).largestFree()));
    List<State> states = new ArrayList<>();
    for (ArenaUse arena : arenas) {
      arena.states().forEach((name, use) -> states.add(new State(arena.id(), name, use)));
    }
    tables.put(
        STATES,
        new TableWriter(states.size())
            .numbers("arena", row -> states.get(row).arena())
            .texts("state", row -> states.get(row).name())
            .numbers("chunks", row -> states.get(row).use().chunks())
            .numbers("bytes", row -> states.get(row).use().bytes()));
    List<Fragmentation.SizeRange> sizes = found.histogram();
    tables.put(
        FREE,
        new TableWriter(sizes.size())
            .numbers("from_bytes", row -> sizes.get(row).from())
            .numbers("chunks", row -> sizes.get(row).chunks())
            .numbers("bytes", row -> sizes.get(row).bytes()));
    List<ChunkSizes> bySize = found.sizes();
    tables.put(
        SIZES,
        new TableWriter(bySize.size())
            .texts("allocator", row -> bySize.get(row).allocator())
            .numbers("from_bytes", row -> bySize.get(row).from())
            .numbers("to_bytes", row -> bySize.get(row).to())
            .numbers("live", row -> bySize.get(row).live())
            .numbers("live_bytes", row -> bySize.get(row).liveBytes())
            .numbers("free", row -> bySize.get(row).free())
            .numbers("free_bytes", row -> bySize.get(row).freeBytes()));
    List<PoolUse> pools = new ArrayList<>(found.sizeClasses());
    pools.addAll(found.poolArenas());
    int classes = found.sizeClasses().size();
    tables.put(
        POOLS,
        new TableWriter(pools.size())
            .numbers("of_arena", row -> row < classes ? 0 : 1)
            .numbers("key", row -> pools.get(row).key())
            .numbers("start", row -> pools.get(row).start())
            .numbers("pools", row -> pools.get(row).pools())
            .numbers("blocks", row -> pools.get(row).blocks())
            .numbers("live", row -> pools.get(row).live())
            .numbers("free", row -> pools.get(row).free())
            .numbers("trapped", row -> pools.get(row).trapped())
            .numbers("resident", row -> pools.get(row).resident())
            .numbers("largest_free", row -> pools.get(row).largestFree()));
  }

  /// Reads them.
  public static Fragmentation read(SnapshotFile file) throws IOException {
    Findings findings = file.findings();
    List<PoolUse> classes = new ArrayList<>();
    List<PoolUse> arenas = new ArrayList<>();
    pools(file.open(POOLS), classes, arenas);
    return new Fragmentation(
        arenas(file.open(ARENAS), findings, states(file.open(STATES))),
        sizes(file.open(FREE)),
        classes,
        // Files of earlier times have none.
        file.has(SIZES) ? bySize(file.open(SIZES)) : Fragmentation.of(findings).sizes(),
        arenas);
  }

  private static List<ChunkSizes> bySize(TableReader rows) throws IOException {
    Texts allocator = rows.texts("allocator");
    Numbers from = count(rows, "from_bytes");
    Numbers to = count(rows, "to_bytes");
    Numbers live = count(rows, "live");
    Numbers liveBytes = count(rows, "live_bytes");
    Numbers free = count(rows, "free");
    Numbers freeBytes = count(rows, "free_bytes");
    List<ChunkSizes> sizes = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      sizes.add(
          new ChunkSizes(
              allocator.next(),
              from.next(),
              to.next(),
              live.next(),
              liveBytes.next(),
              free.next(),
              freeBytes.next()));
    }
    return sizes;
  }

  private static List<ArenaUse> arenas(
      TableReader rows, Findings findings, Map<Integer, Map<String, ArenaUse.StateUse>> states)
      throws IOException {
    Numbers arena = rows.numbers("arena");
    Numbers system = rows.numbers("system").within(Arena.NOT_SAID, MOST);
    Numbers live = count(rows, "live");
    Numbers free = count(rows, "free");
    Numbers top = count(rows, "top");
    Numbers other = count(rows, "other");
    Numbers resident = count(rows, "resident");
    Numbers trapped = count(rows, "trapped");
    Numbers trimmable = count(rows, "trimmable");
    Numbers trimmableTop = count(rows, "trimmable_top");
    Numbers pagesKept = count(rows, "pages_kept");
    Numbers topKept = count(rows, "top_kept");
    Numbers full = count(rows, "pages_full");
    Numbers partial = count(rows, "pages_partial");
    Numbers empty = count(rows, "pages_free");
    Numbers largest = count(rows, "largest_free");
    List<ArenaUse> arenas = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      int id = arena.next(Heaps.NONE, findings.heaps().arenas().size());
      Heaps.NamedArena named = Fragmentation.arena(findings, id);
      arenas.add(
          new ArenaUse(
              id,
              named.allocator(),
              named.arena(),
              named.release(),
              system.next(),
              live.next(),
              free.next(),
              top.next(),
              other.next(),
              resident.next(),
              trapped.next(),
              trimmable.next(),
              trimmableTop.next(),
              pagesKept.next(),
              topKept.next(),
              new PageUse(full.next(), partial.next(), empty.next()),
              largest.next(),
              states.getOrDefault(id, Map.of())));
    }
    return arenas;
  }

  private static Map<Integer, Map<String, ArenaUse.StateUse>> states(TableReader rows)
      throws IOException {
    Numbers arena = rows.numbers("arena");
    Texts state = rows.texts("state");
    Numbers chunks = count(rows, "chunks");
    Numbers bytes = count(rows, "bytes");
    Map<Integer, Map<String, ArenaUse.StateUse>> states = new LinkedHashMap<>();
    for (int row = 0; row < rows.rows(); row++) {
      states
          .computeIfAbsent(arena.next(Heaps.NONE, Integer.MAX_VALUE), none -> new LinkedHashMap<>())
          .put(state.next(), new ArenaUse.StateUse(chunks.next(), bytes.next()));
    }
    return states;
  }

  private static List<Fragmentation.SizeRange> sizes(TableReader rows) throws IOException {
    Numbers from = count(rows, "from_bytes");
    // A row is of what there is.
    Numbers chunks = rows.numbers("chunks").within(1, MOST);
    Numbers bytes = rows.numbers("bytes").within(1, MOST);
    List<Fragmentation.SizeRange> sizes = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      sizes.add(new Fragmentation.SizeRange(from.next(), chunks.next(), bytes.next()));
    }
    return sizes;
  }

  private static void pools(TableReader rows, List<PoolUse> classes, List<PoolUse> arenas)
      throws IOException {
    Numbers ofArena = rows.numbers("of_arena");
    Numbers key = rows.numbers("key");
    Numbers start = rows.numbers("start");
    Numbers pools = count(rows, "pools");
    Numbers blocks = count(rows, "blocks");
    Numbers live = count(rows, "live");
    Numbers free = count(rows, "free");
    Numbers trapped = count(rows, "trapped");
    Numbers resident = count(rows, "resident");
    Numbers largest = rows.has("largest_free") ? count(rows, "largest_free") : null;
    for (int row = 0; row < rows.rows(); row++) {
      (ofArena.next() == 0 ? classes : arenas)
          .add(
              new PoolUse(
                  key.next(Integer.MIN_VALUE, Integer.MAX_VALUE),
                  start.next(),
                  pools.next(),
                  blocks.next(),
                  live.next(),
                  free.next(),
                  trapped.next(),
                  resident.next(),
                  largest == null ? 0 : largest.next()));
    }
  }

  /// How many bytes or pieces there are.
  private static Numbers count(TableReader rows, String column) throws IOException {
    return rows.numbers(column).within(0, MOST);
  }
}
