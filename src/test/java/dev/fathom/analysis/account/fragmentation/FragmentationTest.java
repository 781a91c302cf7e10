package dev.fathom.analysis.account.fragmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is trapped, what `malloc_trim(0)` would give back and what holds it: computed by hand.
final class FragmentationTest {
  /// Eight pages: half a page live, three free, half a page live, four of top.
  private static Heaps heap(ChunkState free) {
    return Heaps.plain()
        .memory(0x10000, 0x18000)
        .arena(Arena.Kind.MAIN, Arena.Release.PAGES_AND_TOP, 0x10000, 0x18000)
        .chunk(0x10000, 0x800, ChunkState.LIVE)
        .chunk(0x10800, 0x3000, free)
        .chunk(0x13800, 0x800, ChunkState.LIVE)
        .chunk(0x14000, 0x4000, ChunkState.TOP);
  }

  private static ArenaUse arena(Heaps heap) {
    return Fragmentation.of(heap.findings()).arenas().getFirst();
  }

  @Test
  void freeMemoryIsTrappedOrGoesBack() {
    ArenaUse arena = arena(heap(ChunkState.SMALL));
    assertThat(arena)
        .returns(0x1000L, ArenaUse::live)
        .returns(0x3000L, ArenaUse::free)
        .returns(0x4000L, ArenaUse::top)
        .returns(0x8000L, ArenaUse::resident)
        // Half of the first page, and half of the fourth.
        .returns(0x1000L, ArenaUse::trapped)
        // Two whole pages; of the top all but the page with the smallest chunk.
        .returns(0x2000L + 0x3000L, ArenaUse::trimmable)
        .returns(0x3000L, ArenaUse::trimmableTop)
        .returns(0x1000L, ArenaUse::topKept)
        .returns(0L, ArenaUse::pagesKept)
        .returns(0x3000L, ArenaUse::largestFree);
    assertThat(arena.residentFree() + arena.live()).isEqualTo(0x8000);
  }

  /// What a thread caches is in use to malloc_trim.
  @Test
  void whatIsCachedStays() {
    assertThat(arena(heap(ChunkState.CACHED)))
        .returns(0x1000L, ArenaUse::trapped)
        .returns(0x3000L, ArenaUse::trimmable)
        .returns(0x2000L, ArenaUse::pagesKept);
  }

  @Test
  void whatIsNotThereIsNotGivenBack() {
    Heaps heap = heap(ChunkState.SMALL).absent(0x12000, 0x13000).absent(0x16000, 0x17000);
    assertThat(arena(heap))
        .returns(0x6000L, ArenaUse::resident)
        .returns(0x1000L, ArenaUse::trapped)
        .returns(0x1000L + 0x2000L, ArenaUse::trimmable)
        .returns(0x2000L, ArenaUse::trimmableTop);
  }

  /// What malloc keeps in a free chunk is at its beginning, and so is the page that it is on.
  @Test
  void theHeaderOfAFreeChunkKeepsItsPage() {
    Heaps heap =
        Heaps.plain()
            .memory(0x10000, 0x15000)
            .arena(Arena.Kind.MAIN, Arena.Release.PAGES_AND_TOP, 0x10000, 0x15000)
            .chunk(0x10000, 0x1000, ChunkState.LIVE)
            .chunk(0x11000, 0x1000, ChunkState.SMALL)
            .chunk(0x12000, 0x1000, ChunkState.UNSORTED)
            .chunk(0x13000, 0x2000, ChunkState.LIVE);
    assertThat(arena(heap))
        .returns(0L, ArenaUse::trapped)
        .returns(0x1000L, ArenaUse::trimmable) // both are merged first
        .returns(0x1000L, ArenaUse::pagesKept);
  }

  /// A chunk that a runtime cut into pools is in use, however much of it is free to the runtime.
  @Test
  void poolsAreCountedApart() {
    Heaps heap =
        Heaps.python()
            .memory(0x10000, 0x12000)
            .arena(Arena.Kind.MAIN, Arena.Release.PAGES_AND_TOP, 0x10000, 0x12000)
            .chunk(0x10000, 0x2000, ChunkState.LIVE)
            .block(0x10000, 0x30, BlockState.HEADER)
            .block(0x10030, 0x100, BlockState.LIVE)
            .block(0x10130, 0xed0, BlockState.FREE)
            .block(0x11000, 0x1000, BlockState.FREE)
            .pool(0x10000, 16, 253, 16);
    Fragmentation fragmentation = Fragmentation.of(heap.findings());
    assertThat(fragmentation.arenas().getFirst().free()).isZero();
    assertThat(fragmentation.trappedInPools()).isEqualTo(0xed0);
  }

  @Test
  void chunksAreCountedByTheirSize() {
    Heaps heap =
        Heaps.plain()
            .memory(0x10000, 0x14000)
            .chunk(0x10000, 0x20, ChunkState.FREE)
            .chunk(0x10020, 0x30, ChunkState.FREE)
            .chunk(0x10050, 0x40, ChunkState.FREE)
            .chunk(0x11000, 0x2000, ChunkState.FREE);
    assertThat(Fragmentation.of(heap.findings()).histogram())
        .containsExactly(
            new Fragmentation.SizeRange(0x20, 2, 0x50),
            new Fragmentation.SizeRange(0x40, 1, 0x40),
            new Fragmentation.SizeRange(0x2000, 1, 0x2000));
  }

  /// The chunk right below the top holds the free one below it.
  @Test
  void thePinIsTheChunkBelowTheTop() {
    Findings findings = heap(ChunkState.SMALL).findings();
    List<HeapPins> heaps = Pins.of(findings, Fragmentation.of(findings)).heaps();
    assertThat(heaps).hasSize(1);
    HeapPins pins = heaps.getFirst();
    // The top is 4 pages, and gives back 3. With the pin and what is free below it the top would be
    // 7 1/2, and give back 7: 4 more. Whatever the chunk at the bottom does adds nothing.
    assertThat(pins.ready()).isEqualTo(0x3000);
    assertThat(pins.releasable()).isEqualTo(0x4000);
    assertThat(pins.count()).isEqualTo(1);
    assertThat(pins.starts().get(0)).isEqualTo(0x13800);
    assertThat(pins.released(0)).isEqualTo(0x4000);
    assertThat(pins.pinBytes()).isEqualTo(0x800);
  }

  @Test
  void memoryThatCannotBeFreedIsTheBottom() {
    Heaps heap =
        Heaps.plain()
            .memory(0x10000, 0x18000)
            .arena(Arena.Kind.MAIN, Arena.Release.PAGES_AND_TOP, 0x10000, 0x18000)
            .chunk(0x10000, 0x3000, ChunkState.SMALL)
            .chunk(0x13000, 0x800, ChunkState.FOREIGN)
            .chunk(0x13800, 0x800, ChunkState.LIVE)
            .chunk(0x14000, 0x4000, ChunkState.TOP);
    Findings findings = heap.findings();
    HeapPins pins = Pins.of(findings, Fragmentation.of(findings)).heaps().getFirst();
    // Below somebody else's memory nothing goes: 4 1/2 pages give back 4.
    assertThat(pins.releasable()).isEqualTo(0x1000);
  }
}
