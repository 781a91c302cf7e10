package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.ReleaseRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/// What of the allocators' memory is free, why it does not go back to the kernel, and what would.
///
/// @param arenas that have any chunk, in the order of the findings
/// @param histogram free chunks by size, the smallest first
/// @param sizeClasses the runtime's pools by the size of their blocks
/// @param sizes chunks by allocator and size, live ones too
/// @param poolArenas the pools by arena; empty where the runtime numbers none
public record Fragmentation(
    List<ArenaUse> arenas,
    List<SizeRange> histogram,
    List<PoolUse> sizeClasses,
    List<ChunkSizes> sizes,
    List<PoolUse> poolArenas) {

  /// Free chunks of `from` to twice as many bytes.
  public record SizeRange(long from, long chunks, long bytes) {}

  /// One pass over chunks, one over blocks. **Cost**: some 20 ns a piece.
  public static Fragmentation of(Findings findings) {
    CompletableFuture<PoolTallies> inPools =
        CompletableFuture.supplyAsync(() -> PoolTallies.of(findings));
    List<ArenaTally> tallies = tallies(findings);
    List<SizeTally> ofSizes = sizeTallies(findings);
    long[] counts = new long[Long.SIZE];
    long[] sizes = new long[Long.SIZE];
    Extents chunks = findings.chunks();
    long last = chunks.start(chunks.count() - 1);
    Cursor at = Cursor.of(findings);
    for (long start = 0; start < last; start = at.chunkEnd()) {
      at.moveTo(start);
      if (at.chunk() == Cursor.NONE) {
        continue;
      }
      long end = at.chunkEnd();
      ChunkState state = ChunkState.of(at.chunkState());
      ArenaTally tally = tallies.get(at.arena() == Heaps.NONE ? tallies.size() - 1 : at.arena());
      tally.chunk(state, start, end);
      ofSizes
          .get(at.arena() == Heaps.NONE ? ofSizes.size() - 1 : at.arena())
          .add(state, end - start);
      if (state.use() == ChunkState.Use.FREE) {
        int range = Long.SIZE - 1 - Long.numberOfLeadingZeros(end - start);
        counts[range]++;
        sizes[range] += end - start;
      }
      for (long part = start; part < end; ) {
        long partEnd = Math.min(end, at.moveTo(part).blockEnd());
        if (at.block() == Cursor.NONE) {
          tally.part(state, part, partEnd);
        }
        part = partEnd;
      }
    }
    PoolTallies pools = inPools.join();
    return new Fragmentation(
        tallies.stream().filter(tally -> !tally.isEmpty()).map(ArenaTally::finish).toList(),
        histogram(counts, sizes),
        pools.classes(),
        ofSizes.stream().distinct().flatMap(each -> each.finish().stream()).toList(),
        pools.arenas());
  }

  /// One for each arena, and the last for chunks of none.
  private static List<ArenaTally> tallies(Findings findings) {
    List<ArenaTally> tallies = new ArrayList<>();
    for (int arena = 0; arena < findings.heaps().arenas().size(); arena++) {
      tallies.add(new ArenaTally(arena, arena(findings, arena), findings.pages()));
    }
    tallies.add(new ArenaTally(Heaps.NONE, arena(findings, Heaps.NONE), findings.pages()));
    return tallies;
  }

  /// One for each arena, and the last for chunks of none; the arenas of an allocator share one.
  private static List<SizeTally> sizeTallies(Findings findings) {
    Map<String, SizeTally> byAllocator = new HashMap<>();
    return IntStream.concat(
            IntStream.range(0, findings.heaps().arenas().size()), IntStream.of(Heaps.NONE))
        .mapToObj(id -> arena(findings, id))
        .map(each ->
            byAllocator.computeIfAbsent(
                each.allocator(), name -> new SizeTally(name, each.release().freeing().bins())))
        .toList();
  }

  /// {@return an arena of the findings, or what stands for none}
  public static Heaps.NamedArena arena(Findings findings, int id) {
    if (id != Heaps.NONE) {
      return findings.heaps().arenas().get(id);
    }
    Arena none =
        new Arena(Heaps.NONE, Arena.Kind.REGIONS, Arena.NOT_SAID, Arena.Release.NOTHING, List.of());
    ReleaseRule release =
        findings.heaps().arenas().isEmpty()
            ? ReleaseRule.NONE
            : findings.heaps().arenas().getFirst().release();
    return new Heaps.NamedArena(
        String.join(", ", findings.allocators()), none, ChunkFrame.NONE, release);
  }

  private static List<SizeRange> histogram(long[] counts, long[] sizes) {
    List<SizeRange> ranges = new ArrayList<>();
    for (int range = 0; range < counts.length; range++) {
      if (counts[range] > 0) {
        ranges.add(new SizeRange(1L << range, counts[range], sizes[range]));
      }
    }
    return ranges;
  }

  /// {@return a figure over all arenas}
  public long sum(ToLongFunction<ArenaUse> figure) {
    return arenas.stream().mapToLong(figure).sum();
  }

  /// {@return free bytes of the runtime's pools that are trapped}
  public long trappedInPools() {
    return sizeClasses.stream().mapToLong(PoolUse::trapped).sum();
  }
}
