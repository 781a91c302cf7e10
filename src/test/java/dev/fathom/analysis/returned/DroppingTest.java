package dev.fathom.analysis.returned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What would go back, in heaps that are made up: computed by hand.
final class DroppingTest {
  private static final long BASE = 0x100000;
  private static final long PAGE = 0x1000;

  private final Heaps heap = Heaps.python();
  private long next = BASE;
  private int module;

  /// A chunk with an object that fills it.
  private int object(String type, long bytes) {
    heap.chunk(next, bytes, ChunkState.LIVE);
    int object = heap.object(type, next, bytes);
    next += bytes;
    return object;
  }

  private int variable(String name, int held) {
    heap.edge(module, name, held);
    return held;
  }

  private void module() {
    module = object("module", PAGE);
    heap.root("__main__", module);
  }

  private Returned dropped(Integer... objects) {
    return Returned.of(Analysis.of(heap.findings()), new Dropping(List.of(objects)));
  }

  private static Returned.Range exactly(long bytes) {
    return new Returned.Range(bytes, bytes, bytes);
  }

  /// Ends the heap, its last chunk the top.
  private void top(Arena.Kind kind, Arena.Release release, long bytes) {
    heap.chunk(next, bytes, ChunkState.TOP);
    next += bytes;
    heap.memory(BASE, next).arena(kind, release, BASE, next);
  }

  private void mainTop(long bytes) {
    top(Arena.Kind.MAIN, Arena.Release.PAGES_AND_TOP, bytes);
  }

  @Test
  void whatIsBelowTheTopGoesButForAPad() {
    module();
    int cache = variable("cache", object("bytes", 0x100000));
    mainTop(0x20000);
    assertThat(dropped(cache))
        .returns(1, Returned::objects)
        .returns(0x100000L, Returned::freed)
        .returns(0x100000L, Returned::resident)
        // The top is 0x120000 then: the pad of 0x20000, and the smallest chunk, are left.
        .returns(exactly(0xff000), Returned::byItself)
        .returns(exactly(0x11f000), Returned::afterRelease)
        .returns(0x1f000L, Returned::releasableNow)
        // The smallest chunk keeps its page.
        .returns(List.of(new Keeper(Keeper.Kind.ALLOCATOR, "", "", PAGE)), Returned::keepers)
        .returns(PAGE, Returned::stays);
  }

  @Test
  void aPinHoldsItButForTheReleaseCall() {
    module();
    int cache = variable("cache", object("bytes", 0xf800));
    variable("index", object("bytes", 0x800));
    mainTop(0x1000);
    assertThat(dropped(cache))
        .returns(exactly(0), Returned::byItself)
        // Of pages 1 to 16 the first has the chunk's header, the last the pin.
        .returns(exactly(0xe000), Returned::afterRelease)
        .returns(0x1800L, Returned::stays)
        .returns(
            List.of(
                new Keeper(Keeper.Kind.ALLOCATOR, "", "", 0x1000),
                new Keeper(Keeper.Kind.OWNER, "__main__.index", "bytes", 0x800)),
            Returned::keepers);
  }

  @Test
  void whereTheBreakIsSomebodyElsesTheTopStays() {
    module();
    int cache = variable("cache", object("bytes", 0x100000));
    top(Arena.Kind.MAIN, Arena.Release.PAGES, 0x20000);
    assertThat(dropped(cache))
        .returns(exactly(0), Returned::byItself)
        .returns(exactly(0), Returned::afterRelease)
        .returns(0x100000L, Returned::stays);
  }

  /// What two hold goes only when both do.
  @Test
  void severalAreDroppedTogether() {
    module();
    int cache = variable("cache", object("list", PAGE));
    int old = variable("old", object("list", PAGE));
    int shared = object("bytes", 0x100000);
    heap.item(cache, 0, shared).item(old, 0, shared);
    mainTop(0x20000);
    assertThat(dropped(cache)).returns(1, Returned::objects).returns(PAGE, Returned::freed);
    assertThat(dropped(cache, old))
        .returns(3, Returned::objects)
        .returns(0x102000L, Returned::freed)
        .returns(exactly(0x101000), Returned::byItself);
  }

  /// A thread keeps seven chunks of a size: right below the top, or at the other end.
  @Test
  void whatAThreadKeepsMayHoldTheTop() {
    module();
    int cache = variable("cache", object("list", PAGE));
    for (int item = 0; item < 100; item++) {
      heap.item(cache, item, object("bytes", 0x400));
    }
    mainTop(0x30000);
    assertThat(dropped(cache))
        // A list gives up the last first.
        .returns(new Returned.Range(0xf000, 0xf000, 0x27000), Returned::byItself);
  }

  @Test
  void whatIsNotThereIsNotGivenBack() {
    module();
    int cache = variable("cache", object("bytes", 0x100000));
    mainTop(0x20000);
    heap.absent(BASE + 0x41000, BASE + 0x81000);
    assertThat(dropped(cache))
        .returns(0x100000L, Returned::freed)
        .returns(0xc0000L, Returned::resident)
        .returns(exactly(0xbf000), Returned::byItself);
  }

  @Test
  void aMappingGoesAtOnce() {
    module();
    mainTop(0x20000);
    long mapped = 0x9000000;
    heap.memory(mapped, mapped + 0x200000)
        .arena(Arena.Kind.MAPPED, Arena.Release.NOTHING, mapped, mapped + 0x200000)
        .chunk(mapped, 0x200000, ChunkState.LIVE);
    int cache = variable("cache", heap.object("bytes", mapped + 16, 0x1ffff0));
    assertThat(dropped(cache))
        .returns(exactly(0x200000), Returned::byItself)
        .returns(exactly(0x200000 + 0x1f000), Returned::afterRelease);
  }

  /// Three arenas with an object each, the last with one more in a pool of its own, or with two
  /// more in two: that stays. Returns what is dropped.
  private int arenas(int staying) {
    module();
    mainTop(0x20000);
    int cache = 0;
    for (int arena = 0; arena < 3; arena++) {
      for (int pool = 0; pool < 3; pool++) {
        long start = 0x8000000 + arena * 0x40000L + pool * PAGE;
        boolean stays = arena == 2 && pool > 0 && pool <= staying;
        boolean live = pool == 0 || stays;
        heap.memory(start, start + PAGE)
            .pool(start, 0x800, 1, live ? 1 : 0, arena)
            .block(start, 0x800, BlockState.HEADER)
            .block(start + 0x800, 0x800, live ? BlockState.LIVE : BlockState.FREE);
        if (live) {
          int item = heap.object("bytes", start + 0x800, 0x800);
          if (stays) {
            variable("index" + pool, item);
          } else if (arena == 0) {
            cache = variable("cache", item);
          } else {
            heap.item(cache, arena, item);
          }
        }
      }
    }
    return cache;
  }

  /// What is left in an arena keeps it; and of two arenas with nothing in them any more one stays.
  @Test
  void arenasOfPoolsGoWhole() {
    Returned returned = dropped(arenas(2));
    assertThat(returned)
        .returns(3, Returned::objects)
        .returns(0x1800L, Returned::freed)
        .returns(exactly(0x3000), Returned::byItself)
        .returns(0x1000L, Returned::stays);
    assertThat(returned.keepers())
        .containsExactlyInAnyOrder(
            new Keeper(Keeper.Kind.ALLOCATOR, "", "", 0x800),
            new Keeper(Keeper.Kind.OWNER, "__main__.index1", "bytes", 0x400),
            new Keeper(Keeper.Kind.OWNER, "__main__.index2", "bytes", 0x400));
  }

  /// Where one has a single pool in use it stands last, if it came there before.
  @Test
  void noEmptyArenaStaysBesideOneThatIsNearlyEmpty() {
    assertThat(dropped(arenas(1)))
        .returns(new Returned.Range(0x3000, 0x3000, 0x6000), Returned::byItself);
  }
}
