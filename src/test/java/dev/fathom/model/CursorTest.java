package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/// What is at each address of memory that is made up, against a search that looks at one thing
/// after the other.
final class CursorTest {
  private static final int TRIES = 300;
  private static final long LOW = 0x1000;
  private static final long HIGH = LOW + 240;
  private static final long FAR_LOW = LOW - 20;
  private static final long FAR_HIGH = HIGH + 20;

  private record Range(long start, long end, int code) {
    boolean has(long address) {
      return address >= start && address < end;
    }
  }

  /// What was made up.
  private static final class Memory {
    final List<Range> areas;
    final List<Range> runs;
    final List<Range> chunks;
    final List<Range> blocks;
    final List<Range> heaps;
    final List<Range> pools = new ArrayList<>();
    final List<Range> objects = new ArrayList<>();
    final List<Range> buffers = new ArrayList<>();

    /// Of which arena chunks outside of heaps are.
    final int mapped;

    Memory(SplittableRandom random) {
      areas = ranges(random, 60, 2);
      runs = ranges(random, 40, 1);
      heaps = ranges(random, 80, 2);
      chunks = ranges(random, 24, ChunkState.values().length);
      blocks = ranges(random, 12, BlockState.values().length);
      mapped = random.nextBoolean() ? 2 : Heaps.NONE;
      for (long at = LOW; at < HIGH; at += random.nextInt(1, 60)) {
        pools.add(new Range(at, at + random.nextInt(1, 5) * (at % 3 + 1), (int) (at % 3 + 1)));
      }
      for (long at = LOW; at < HIGH; at += random.nextInt(1, 30)) {
        objects.add(new Range(at, at + random.nextInt(40), 0));
      }
      for (long at = LOW; at < HIGH; at += random.nextInt(1, 20)) {
        int owner = random.nextInt(-1, objects.size());
        buffers.add(new Range(at, at + 1, owner));
      }
    }

    private static List<Range> ranges(SplittableRandom random, int longest, int codes) {
      List<Range> ranges = new ArrayList<>();
      int gaps = random.nextInt(0, 4);
      for (long at = LOW + random.nextInt(10); at < HIGH; ) {
        long end = at + random.nextInt(1, longest);
        ranges.add(new Range(at, end, random.nextInt(codes) + 1));
        at = end + (gaps == 0 ? 0 : random.nextInt(gaps * 5));
      }
      return ranges;
    }

    Findings findings() {
      PageRuns.Builder pages = new PageRuns.Builder();
      runs.forEach(run ->
          pages.add(run.start, run.end, run.start % 2 == 0 ? PageRuns.PRESENT : PageRuns.SWAPPED));
      List<Heaps.NamedArena> arenas = new ArrayList<>();
      arenas.add(arena(0, Arena.Kind.MAIN, new ChunkFrame(16, 8, 16)));
      arenas.add(arena(1, Arena.Kind.REGIONS, ChunkFrame.NONE));
      if (mapped != Heaps.NONE) {
        arenas.add(arena(2, Arena.Kind.MAPPED, new ChunkFrame(16, 0, 0)));
      }
      PoolTable poolTable = new PoolTable();
      for (Range pool : pools) {
        poolTable.add(pool.start, pool.code, (int) (pool.end - pool.start) / pool.code, 0, 0);
      }
      ObjectTable objectTable = new ObjectTable();
      for (Range object : objects) {
        objectTable.add(object.start, 0, object.end - object.start, 0, ObjectRole.ORDINARY, 1);
      }
      return CursorTest.findings(
          areas.stream().map(CursorTest::area).toList(),
          pages.build(),
          new Heaps(
              arenas,
              heaps.stream()
                  .map(heap -> new Heaps.Range(heap.code - 1, heap.start, heap.end))
                  .toList()),
          extents(chunks),
          extents(blocks),
          poolTable,
          objectTable,
          table(buffers));
    }

    private static Heaps.NamedArena arena(int number, Arena.Kind kind, ChunkFrame frame) {
      return new Heaps.NamedArena(
          "made-up",
          new Arena(number, kind, Arena.NOT_SAID, Arena.Release.NOTHING, List.of()),
          frame,
          ReleaseRule.NONE);
    }

    private static Extents extents(List<Range> ranges) {
      Extents.Builder extents = new Extents.Builder();
      ranges.forEach(range -> extents.add(range.start, range.end, range.code));
      return extents.build();
    }

    private static BufferTable table(List<Range> buffers) {
      AddressColumn payloads = new AddressColumn();
      AddressColumn ends = new AddressColumn();
      int[] owners = new int[buffers.size()];
      int[] held = new int[buffers.size()];
      for (int buffer = 0; buffer < owners.length; buffer++) {
        payloads.add(buffers.get(buffer).start);
        ends.add(buffers.get(buffer).end);
        owners[buffer] = buffers.get(buffer).code;
        held[buffer] = BufferTable.NOBODY;
      }
      return BufferTable.of(payloads, ends, owners, new BitSet(), held, List.of());
    }
  }

  private static Area area(Range range) {
    Mapping mapping =
        new Mapping(range.start, range.end, "rw-p", 0, "00:00", 0, "", PageCounters.NONE, false);
    return new Area(range.start, range.end, Area.Kind.ANONYMOUS, "", mapping, null);
  }

  private static Findings findings(
      List<Area> areas,
      PageRuns pages,
      Heaps heaps,
      Extents chunks,
      Extents blocks,
      PoolTable pools,
      ObjectTable objects,
      BufferTable buffers) {
    return Findings.of(
            new Identity(Identity.Kind.LIVE, 4242, "/bin/made-up", List.of("/bin/made-up"), false))
        .columns(
            new ColumnsInMemory()
                .areas(areas)
                .pages(pages)
                .heaps(heaps)
                .chunks(chunks)
                .blocks(blocks)
                .pools(pools)
                .objects(objects)
                .buffers(buffers))
        .build();
  }

  /// Answers by looking at all there is.
  private record Search(Memory memory, boolean words) {
    static int in(List<Range> ranges, long address) {
      for (int at = 0; at < ranges.size(); at++) {
        if (ranges.get(at).has(address)) {
          return at;
        }
      }
      return Cursor.NONE;
    }

    int arena(long address) {
      int heap = in(memory.heaps, address);
      return heap == Cursor.NONE ? memory.mapped : memory.heaps.get(heap).code - 1;
    }

    int chunk(long address) {
      return in(memory.chunks, words && arena(address) == 0 ? address - 8 : address);
    }

    int block(long address) {
      return in(memory.blocks, address);
    }

    Cursor.Layer layer(long address) {
      return block(address) != Cursor.NONE
          ? Cursor.Layer.BLOCK
          : chunk(address) != Cursor.NONE ? Cursor.Layer.CHUNK : Cursor.Layer.AREA;
    }

    boolean carved(long address) {
      if (layer(address) != Cursor.Layer.CHUNK) {
        return false;
      }
      Range chunk = memory.chunks.get(chunk(address));
      // A chunk of the main arena reaches eight bytes into the next, and so may its last block.
      long own = chunk.start + (arena(address) == 0 ? 8 : 0);
      return memory.blocks.stream()
          .anyMatch(block ->
              block.start < chunk.end && block.end > (block.start > address ? chunk.start : own));
    }

    boolean live(long address) {
      return switch (layer(address)) {
        case BLOCK -> BlockState.of(memory.blocks.get(block(address)).code).isLive();
        case CHUNK ->
            ChunkState.of(memory.chunks.get(chunk(address)).code).use() == ChunkState.Use.LIVE;
        case AREA -> false;
      };
    }

    int pool(long address) {
      int last = Cursor.NONE;
      for (int pool = 0; pool < memory.pools.size(); pool++) {
        last = memory.pools.get(pool).start <= address ? pool : last;
      }
      if (last == Cursor.NONE) {
        return last;
      }
      Range pool = memory.pools.get(last);
      int head = block(pool.start);
      long first =
          head != Cursor.NONE && memory.blocks.get(head).code == BlockState.HEADER.code()
              ? memory.blocks.get(head).end
              : pool.start;
      boolean rest =
          block(address) != Cursor.NONE
              && memory.blocks.get(block(address)).code == BlockState.TAIL.code();
      return rest || address < first + (pool.end - pool.start) / pool.code * pool.code
          ? last
          : Cursor.NONE;
    }

    /// What is the same all through a piece, but for static objects.
    private List<Object> key(long address) {
      Cursor.Layer layer = layer(address);
      int heap = words && layer != Cursor.Layer.BLOCK ? in(memory.heaps, address) : 0;
      return switch (layer) {
        case BLOCK -> List.of(layer, block(address));
        case CHUNK -> List.of(layer, chunk(address), heap);
        case AREA -> List.of(layer, in(memory.areas, address), heap);
      };
    }

    /// The piece, with the object or, as numbers below, the buffer.
    Piece piece(long address) {
      List<Object> key = key(address);
      LongPredicate alike = other -> key(other).equals(key);
      long start = address;
      while (start > FAR_LOW && alike.test(start - 1)) {
        start--;
      }
      long end = address + 1;
      while (end < FAR_HIGH && alike.test(end)) {
        end++;
      }
      if (layer(address) != Cursor.Layer.AREA) {
        int object = live(address) ? first(memory.objects, start, end) : Cursor.NONE;
        int buffer =
            live(address) && object == Cursor.NONE
                ? first(memory.buffers, start, end)
                : Cursor.NONE;
        return new Piece(start, end, object, buffer);
      }
      int below = Cursor.NONE;
      for (int object = 0; object < memory.objects.size(); object++) {
        Range range = memory.objects.get(object);
        if (range.start <= address) {
          below = object;
        } else {
          end = Math.min(end, range.start);
        }
      }
      if (below == Cursor.NONE || memory.objects.get(below).start < start) {
        return new Piece(start, end, Cursor.NONE, Cursor.NONE);
      }
      Range range = memory.objects.get(below);
      long until = Math.min(end, Math.max(range.start + 1, range.end));
      return address < until
          ? new Piece(range.start, until, below, Cursor.NONE)
          : new Piece(until, end, Cursor.NONE, Cursor.NONE);
    }

    private static int first(List<Range> ranges, long start, long end) {
      for (int at = 0; at < ranges.size(); at++) {
        if (ranges.get(at).start >= start && ranges.get(at).start < end) {
          return at;
        }
      }
      return Cursor.NONE;
    }
  }

  private record Piece(long start, long end, int object, int buffer) {}

  private static final int QUESTIONS = 6;

  /// Asks for some of what is at an address: what was not asked for before, is not known.
  private static void ask(Cursor cursor, Search search, Findings findings, int question) {
    long address = cursor.address();
    switch (question) {
      case 0 -> {
        int area = Search.in(search.memory.areas, address);
        assertThat(cursor.area())
            .as("area at %x", address)
            .isEqualTo(area == Cursor.NONE ? null : findings.areas().get(area));
      }
      case 1 ->
          assertThat(cursor.run())
              .as("run at %x", address)
              .isEqualTo(
                  Search.in(search.memory.runs, address) == Cursor.NONE
                      ? Cursor.NONE
                      : findings.pages().at(address));
      case 2 -> {
        int heap = Search.in(search.memory.heaps, address);
        assertThat(cursor.heap())
            .as("heap at %x", address)
            .isEqualTo(heap == Cursor.NONE ? null : findings.heaps().ranges().get(heap));
        assertThat(cursor.arena()).as("arena at %x", address).isEqualTo(search.arena(address));
      }
      case 3 -> {
        int chunk = search.chunk(address);
        assertThat(cursor.chunkState())
            .as("chunk at %x", address)
            .isEqualTo(chunk == Cursor.NONE ? 0 : search.memory.chunks.get(chunk).code);
        assertThat(cursor.chunk() == Cursor.NONE ? -1 : findings.chunks().start(cursor.chunk()))
            .as("start of the chunk at %x", address)
            .isEqualTo(chunk == Cursor.NONE ? -1 : search.memory.chunks.get(chunk).start);
        assertThat(cursor.chunkStart()).isLessThanOrEqualTo(address);
        assertThat(cursor.chunkEnd()).isGreaterThan(address);
      }
      case 4 -> assertThat(cursor.pool()).as("pool at %x", address).isEqualTo(search.pool(address));
      default -> {
        assertThat(cursor.layer()).as("layer at %x", address).isEqualTo(search.layer(address));
        if (!search.words) {
          assertThat(cursor.carved()).as("carved at %x", address).isEqualTo(search.carved(address));
        }
        Piece piece = search.piece(address);
        // At either end there is no more to be looked at.
        assertThat(
                new Piece(
                    Math.max(FAR_LOW, cursor.start()),
                    Math.min(FAR_HIGH, cursor.end()),
                    cursor.object(),
                    cursor.buffer()))
            .as("piece at %x", address)
            .isEqualTo(piece);
        assertThat(cursor.owner())
            .as("owner at %x", address)
            .isEqualTo(
                piece.buffer == Cursor.NONE
                    ? piece.object
                    : search.memory.buffers.get(piece.buffer).code);
      }
    }
  }

  @Test
  void tellsWhatIsAtEachAddressInOrder() {
    SplittableRandom random = new SplittableRandom(7);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Memory memory = new Memory(random);
      Findings findings = memory.findings();
      boolean words = attempt % 2 == 1;
      Cursor cursor = words ? Cursor.ofWords(findings) : Cursor.of(findings);
      Search search = new Search(memory, words);
      for (long address = FAR_LOW; address < FAR_HIGH; address++) {
        cursor.moveTo(address);
        for (int question = 0; question < QUESTIONS; question++) {
          ask(cursor, search, findings, question);
        }
      }
    }
  }

  @Test
  void tellsTheSameWhereverItComesFromAndWhateverWasAsked() {
    SplittableRandom random = new SplittableRandom(8);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Memory memory = new Memory(random);
      Findings findings = memory.findings();
      boolean words = attempt % 2 == 1;
      Cursor cursor = words ? Cursor.ofWords(findings) : Cursor.of(findings);
      Search search = new Search(memory, words);
      for (int jump = 0; jump < 200; jump++) {
        cursor.moveTo(random.nextLong(FAR_LOW, FAR_HIGH));
        ask(cursor, search, findings, random.nextInt(QUESTIONS));
      }
    }
  }

  @Test
  void piecesFollowOneAnother() {
    SplittableRandom random = new SplittableRandom(9);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Memory memory = new Memory(random);
      Cursor cursor =
          attempt % 2 == 1 ? Cursor.ofWords(memory.findings()) : Cursor.of(memory.findings());
      long before = 0;
      for (cursor.moveTo(0); cursor.address() < FAR_HIGH; cursor.moveTo(cursor.end())) {
        assertThat(cursor.start()).isEqualTo(before);
        assertThat(cursor.end()).isGreaterThan(cursor.address());
        before = cursor.end();
      }
    }
  }

  @Test
  void nothingIsKnownOfNothing() {
    Cursor cursor =
        Cursor.of(
            findings(
                List.of(),
                new PageRuns.Builder().build(),
                new Heaps(List.of(), List.of()),
                new Extents.Builder().build(),
                new Extents.Builder().build(),
                new PoolTable(),
                new ObjectTable(),
                new BufferTable()));
    for (long address : new long[] {0, LOW, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      cursor.moveTo(address);
      assertThat(cursor.area()).isNull();
      assertThat(cursor.heap()).isNull();
      assertThat(
              List.of(
                  cursor.run(),
                  cursor.arena(),
                  cursor.chunk(),
                  cursor.block(),
                  cursor.pool(),
                  cursor.object(),
                  cursor.buffer(),
                  cursor.owner()))
          .as("at %x", address)
          .containsOnly(Cursor.NONE);
      assertThat(cursor.layer()).isEqualTo(Cursor.Layer.AREA);
    }
  }

  /// The page that the kernel maps at its own addresses, above all others.
  @Test
  void addressesOfTheKernelAreAboveAllOthers() {
    long kernels = 0xffff_ffff_ff60_0000L;
    Area low = area(new Range(LOW, HIGH, 0));
    Area high = area(new Range(kernels, kernels + 4096, 0));
    Cursor cursor =
        Cursor.of(
            findings(
                List.of(low, high),
                new PageRuns.Builder().build(),
                new Heaps(List.of(), List.of()),
                new Extents.Builder().build(),
                new Extents.Builder().build(),
                new PoolTable(),
                new ObjectTable(),
                new BufferTable()));
    assertThat(cursor.moveTo(kernels).area()).isSameAs(high);
    assertThat(cursor.end()).isEqualTo(kernels + 4096);
    assertThat(cursor.moveTo(LOW).area()).isSameAs(low);
    assertThat(cursor.moveTo(HIGH).area()).isNull();
    assertThat(cursor.end()).isEqualTo(Long.MAX_VALUE);
    assertThat(cursor.moveTo(kernels - 1).area()).isNull();
    assertThat(cursor.end()).isEqualTo(kernels);
    assertThat(cursor.moveTo(kernels + 4096).area()).isNull();
    assertThat(cursor.moveTo(kernels + 17).area()).isSameAs(high);
  }
}
