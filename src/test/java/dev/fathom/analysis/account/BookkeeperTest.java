package dev.fathom.analysis.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.testing.Heaps;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Each resident byte in one account: against a picture of every 16 bytes, and by hand.
final class BookkeeperTest {
  private static final int PAGE = 4096;
  private static final int GRANULE = 16;
  private static final int PAGES = 12;
  private static final long BASE = 0x5500_0000_0000L;

  private static final List<ChunkState> CHUNKS =
      List.of(
          ChunkState.LIVE,
          ChunkState.LIVE,
          ChunkState.FREE,
          ChunkState.CACHED,
          ChunkState.TOP,
          ChunkState.BOOKKEEPING,
          ChunkState.UNPARSED,
          ChunkState.FOREIGN);

  private static final Map<BlockState, String> BLOCKS =
      Map.of(
          BlockState.LIVE, "python.buffers",
          BlockState.KEPT, "python.buffers",
          BlockState.FRAMES, "python.buffers",
          BlockState.FREE, "python.free",
          BlockState.VIRGIN, "python.free",
          BlockState.HEADER, "python.overhead",
          BlockState.TAIL, "python.overhead");

  @Test
  void whatIsFinestDecides() {
    SplittableRandom random = new SplittableRandom(15);
    for (int attempt = 0; attempt < 200; attempt++) {
      String[] picture = new String[PAGES * PAGE / GRANULE];
      Heaps heap = made(picture, random);
      Map<String, Long> expected = new HashMap<>();
      for (int page = 0; page < PAGES; page++) {
        if (random.nextInt(4) == 0) {
          heap.absent(BASE + (long) page * PAGE, BASE + (page + 1L) * PAGE);
        } else {
          int first = page * PAGE / GRANULE;
          for (String account : Arrays.copyOfRange(picture, first, first + PAGE / GRANULE)) {
            expected.merge(account, (long) GRANULE, Long::sum);
          }
        }
      }
      BalanceSheet sheet = Bookkeeper.balance(heap.findings());
      Map<String, Long> booked = new HashMap<>();
      sheet.accounts().stream()
          .filter(account -> account.resident() > 0)
          .forEach(account -> booked.put(account.id(), account.resident()));
      assertThat(booked).as("try %d", attempt).isEqualTo(expected);
    }
  }

  /// The tables that say whose it is lie above it.
  @Test
  void aHeapOfNoKnownAllocatorWasNotReadIfNotAllWas() {
    Findings whole =
        Heaps.python()
            .area(Area.Kind.HEAP, BASE, BASE + PAGE)
            .area(Area.Kind.ANONYMOUS, BASE + 2L * PAGE, BASE + 5L * PAGE)
            .findings();
    Findings early = Heaps.stoppedEarly(whole, BASE + 8L * PAGE);
    assertThat(Bookkeeper.balance(whole).accounts())
        .filteredOn(account -> account.resident() > 0)
        .extracting(Account::id)
        .containsExactly("unexplained");
    assertThat(Bookkeeper.balance(early).accounts())
        .filteredOn(account -> account.resident() > 0)
        .extracting(Account::id, Account::resident)
        .containsExactly(tuple("stopped", 4L * PAGE));
  }

  @Test
  void pagesOfFilesThatNobodyMayTouchAreTheFiles() {
    Heaps heap =
        Heaps.python()
            .file(Area.Kind.CODE, "/lib/libx.so", BASE, BASE + PAGE)
            .file(Area.Kind.GUARD, "/lib/libx.so", BASE + PAGE, BASE + 3L * PAGE)
            .file(Area.Kind.GUARD, "/var/data", BASE + 4L * PAGE, BASE + 5L * PAGE)
            .area(Area.Kind.GUARD, BASE + 6L * PAGE, BASE + 7L * PAGE);
    BalanceSheet sheet = Bookkeeper.balance(heap.findings());
    assertThat(sheet.resident("binaries")).isEqualTo(3L * PAGE);
    assertThat(sheet.resident("binaries.rodata")).isEqualTo(2L * PAGE);
    assertThat(sheet.resident("files")).isEqualTo(PAGE);
    assertThat(sheet.unexplained()).isEqualTo(PAGE);
  }

  /// Chunks of every size follow one another, with gaps; some live ones are cut into blocks.
  private static Heaps made(String[] picture, SplittableRandom random) {
    Heaps heap = Heaps.python().memory(BASE, BASE + (long) PAGES * PAGE);
    Arrays.fill(picture, "unexplained");
    for (int at = 0; at < picture.length; ) {
      int end = Math.min(picture.length, at + 1 + random.nextInt(500));
      if (random.nextInt(6) > 0) {
        ChunkState state = CHUNKS.get(random.nextInt(CHUNKS.size()));
        heap.chunk(address(at), (long) (end - at) * GRANULE, state);
        boolean cut =
            state == ChunkState.LIVE && random.nextBoolean() && cut(heap, picture, at, end, random);
        if (!cut) {
          Arrays.fill(picture, at, end, ofChunk(state));
        }
      }
      at = end;
    }
    return heap;
  }

  /// Cuts a chunk into blocks. Returns whether there are any: the rest of it is then the pools'.
  private static boolean cut(
      Heaps heap, String[] picture, int from, int until, SplittableRandom random) {
    List<BlockState> states = BLOCKS.keySet().stream().sorted().toList();
    Arrays.fill(picture, from, until, "python.overhead");
    boolean any = false;
    for (int at = from; at < until; ) {
      int end = Math.min(until, at + 1 + random.nextInt(40));
      if (random.nextInt(3) > 0) {
        BlockState state = states.get(random.nextInt(states.size()));
        heap.block(address(at), (long) (end - at) * GRANULE, state);
        Arrays.fill(picture, at, end, BLOCKS.get(state));
        any = true;
      }
      at = end;
    }
    return any;
  }

  private static String ofChunk(ChunkState state) {
    return switch (state.use()) {
      case LIVE -> "malloc.live";
      case FREE, TOP -> "malloc.free";
      case OVERHEAD -> "malloc.overhead";
      default -> "unexplained";
    };
  }

  private static long address(int granule) {
    return BASE + (long) granule * GRANULE;
  }

  /// A chunk of 4 pages, of which the third was never touched; its object has a collector's head.
  @Test
  void anObjectTakesWhatIsThereOfItsChunk() {
    Heaps heap =
        Heaps.python()
            .memory(0x10000, 0x14000)
            .absent(0x12000, 0x13000)
            .chunk(0x10000, 0x4000, ChunkState.LIVE);
    heap.object("list", 0x10010, 56, 16, ObjectRole.ORDINARY, 1);
    BalanceSheet sheet = Bookkeeper.balance(heap.findings());
    assertThat(sheet.rss()).isEqualTo(0x3000);
    assertThat(sheet.resident("python.objects.gc")).isEqualTo(16);
    assertThat(sheet.resident("python.objects.malloc")).isEqualTo(0x3000 - 16);
    assertThat(sheet.types()).hasSize(1);
    assertThat(sheet.types().getFirst())
        .returns(1L, TypeCount::count)
        .returns(56L, TypeCount::shallow)
        .returns(0x4000L, TypeCount::allocated)
        .returns(0x3000L, TypeCount::resident);
  }

  @Test
  void aBufferIsItsOwnersAndElseItsHolders() {
    Heaps heap =
        Heaps.python()
            .memory(0x10000, 0x11000)
            .chunk(0x10000, 0x100, ChunkState.LIVE)
            .chunk(0x10100, 0x200, ChunkState.LIVE)
            .chunk(0x10300, 0x300, ChunkState.LIVE)
            .chunk(0x10600, 0x400, ChunkState.LIVE)
            .chunk(0x10a00, 0x500, ChunkState.LIVE);
    int list = heap.object("list", 0x10000, 56);
    heap.buffer(0x10100, 0x200, list)
        .heldBuffer(0x10300, 0x300, Holder.Kind.LIBRARY, "libx.so")
        .heldBuffer(0x10600, 0x400, Holder.Kind.STACK, "main thread");
    BalanceSheet sheet = Bookkeeper.balance(heap.findings());
    assertThat(sheet.resident("python.objects.malloc")).isEqualTo(0x100);
    assertThat(sheet.resident("python.buffers.malloc")).isEqualTo(0x200);
    assertThat(sheet.resident("malloc.live.library")).isEqualTo(0x300);
    assertThat(sheet.resident("malloc.live.stack")).isEqualTo(0x400);
    assertThat(sheet.resident("malloc.live.native")).isEqualTo(0x500);
    assertThat(sheet.unexplained()).isEqualTo(0x100);
    assertThat(sheet.types().getFirst().allocated()).isEqualTo(0x300);
  }

  @Test
  void aMappingIsWhosePointersLeadToIt() {
    Heaps heap = Heaps.plain().memory(0x10000, 0x20000).memory(0x30000, 0x40000);
    int held = heap.object("anonymous mapping", 0x10000, 0x8000);
    heap.object("anonymous mapping", 0x30000, 0x10000);
    heap.held(held, Holder.Kind.LIBRARY, "app: pool");
    BalanceSheet sheet = Bookkeeper.balance(heap.findings());
    assertThat(sheet.resident("mapped")).isEqualTo(0x8000);
    assertThat(sheet.unexplained()).isEqualTo(0x18000);
    assertThat(sheet.types()).isEmpty();
  }

  /// One at the end of static data that claims to be larger than what is there.
  @Test
  void aStaticObjectEndsWithItsMemory() {
    Heaps heap =
        Heaps.python()
            .area(Area.Kind.WRITABLE_DATA, 0x10000, 0x11000)
            .area(Area.Kind.BSS, 0x11000, 0x12000);
    heap.object("type", 0x10f00, 0x1000);
    BalanceSheet sheet = Bookkeeper.balance(heap.findings());
    assertThat(sheet.resident("python.objects.static")).isEqualTo(0x100);
    assertThat(sheet.resident("binaries.data")).isEqualTo(0xf00);
    assertThat(sheet.resident("binaries.bss")).isEqualTo(0x1000);
  }
}
