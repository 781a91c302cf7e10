package dev.fathom.survey.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.family.Cause;
import dev.fathom.model.family.Unsharing;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.target.Memory;
import dev.fathom.testing.Heaps;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Why a page is no longer shared, from two made-up contents of it.
final class CopyOnWriteTest {
  private static final long POOL = 0x10000;
  private static final long CHUNKS = 0x20000;
  private static final long VARIABLES = 0x30000;
  private static final long STACK = 0x40000;
  private static final long UNKNOWN = 0x50000;
  private static final long PAGE = 4096;

  private static final long CART = POOL + 0x40;
  private static final long TABLE = POOL + 0x80;
  private static final long HOLE = POOL + 0xc0;
  private static final long NEXT_CART = POOL + 0x110;
  private static final long FRAME = POOL + 0x140;
  private static final long KEPT = POOL + 0x180;

  private static final long LIVE_CHUNK = CHUNKS;
  private static final long FREE_CHUNK = CHUNKS + 0x200;
  private static final long ODD_CHUNK = CHUNKS + 0x400;

  private static final long COUNT = 1;
  private static final long CART_TYPE = 0x7000;

  private final Bytes parent = new Bytes();
  private final Bytes worker = new Bytes();
  private final Findings findings = findings();

  /// What stands in a process: a word at each address that is not zero.
  private static final class Bytes implements Memory {
    private final Map<Long, Long> words = new HashMap<>();

    @Override
    public long read(long address, MemorySegment into, long bytes) {
      for (long at = 0; at < bytes; at += Long.BYTES) {
        into.set(ValueLayout.JAVA_LONG_UNALIGNED, at, words.getOrDefault(address + at, 0L));
      }
      return 0;
    }

    @Override
    public long bytesRead() {
      return 0;
    }
  }

  /// A page of pools with two carts (each with a collector's head of 16 bytes), a table of the
  /// first, a hole and a frame; a page of chunks; variables; a stack; and memory of nobody known.
  private Findings findings() {
    Heaps heap =
        Heaps.python()
            .memory(POOL, POOL + PAGE)
            .memory(CHUNKS, CHUNKS + PAGE)
            .area(Area.Kind.WRITABLE_DATA, VARIABLES, VARIABLES + PAGE)
            .area(Area.Kind.STACK, STACK, STACK + PAGE)
            .memory(UNKNOWN, UNKNOWN + PAGE)
            .head("Cart", Head.counted(new Head.Part(0, 8), new Head.Part(8, 8)))
            .block(POOL, 0x30, BlockState.HEADER)
            .block(CART - 16, 0x40, BlockState.LIVE)
            .block(TABLE, 0x40, BlockState.LIVE)
            .block(HOLE, 0x40, BlockState.FREE)
            .block(NEXT_CART - 16, 0x40, BlockState.LIVE)
            .block(FRAME, 0x40, BlockState.FRAMES)
            .block(KEPT, 0x40, BlockState.KEPT)
            .chunk(LIVE_CHUNK, 0x200, ChunkState.LIVE)
            .chunk(FREE_CHUNK, 0x200, ChunkState.FREE)
            .chunk(ODD_CHUNK, 0x200, ChunkState.BOOKKEEPING);
    for (long cart : new long[] {CART, NEXT_CART}) {
      heap.object("Cart", cart, 48, 16, ObjectRole.ORDINARY, COUNT);
      both(cart, COUNT);
      both(cart + 8, CART_TYPE);
    }
    int buffered = heap.object("Table", LIVE_CHUNK, 0x100);
    return heap.buffer(TABLE, 0x40, buffered - 2).findings();
  }

  private void both(long address, long value) {
    parent.words.put(address, value);
    worker.words.put(address, value);
  }

  private Unsharing unsharing(long... pages) {
    return unsharing(chunks(ChunkState.LIVE, ChunkState.FREE), pages);
  }

  private Unsharing unsharing(Extents chunks, long... pages) {
    return CopyOnWrite.compare(
            findings,
            parent,
            List.of(new CopyOnWrite.Subject(worker, SharingWithParent.ofUnshared(pages), chunks)))
        .getFirst();
  }

  /// The worker's own chunks, of which two may have become something else.
  private static Extents chunks(ChunkState first, ChunkState second) {
    Extents.Builder builder = new Extents.Builder();
    builder.add(LIVE_CHUNK, LIVE_CHUNK + 0x200, first.code());
    builder.add(FREE_CHUNK, FREE_CHUNK + 0x200, second.code());
    builder.add(ODD_CHUNK, ODD_CHUNK + 0x200, ChunkState.BOOKKEEPING.code());
    return builder.build();
  }

  /// Writes one word in the worker, of which two bytes differ then, and asks why.
  private Unsharing written(long address) {
    worker.words.put(address, parent.words.getOrDefault(address, 0L) ^ 0x0101_0000L);
    return unsharing(address & -PAGE);
  }

  private static void assertOnly(Unsharing unsharing, Cause cause, long changed) {
    assertThat(unsharing.causes())
        .containsExactly(new Unsharing.CauseShare(cause, PAGE, changed, 1));
    assertThat(unsharing.bytes()).isEqualTo(PAGE);
  }

  @Test
  void theCountOfAnObject() {
    Unsharing unsharing = written(CART);
    assertOnly(unsharing, Cause.REFERENCE_COUNTS, 2);
    assertThat(unsharing.types()).containsExactly(new Unsharing.TypeShare("Cart", PAGE, 1, 1));
    assertThat(unsharing.written()).containsExactly(0);
  }

  @Test
  void theCollectorsHead() {
    assertOnly(written(CART - 16), Cause.COLLECTOR_HEADS, 2);
  }

  @Test
  void aFieldOfAnObject() {
    assertOnly(written(CART + 24), Cause.PAYLOAD, 2);
  }

  @Test
  void theTableOfAnObject() {
    assertOnly(written(TABLE + 8), Cause.TABLES, 2);
  }

  @Test
  void memoryThatWasFree() {
    assertOnly(written(HOLE + 8), Cause.REUSED, 2);
  }

  @Test
  void whatWasKeptForReuse() {
    assertOnly(written(KEPT), Cause.REUSED, 2);
  }

  @Test
  void theHeadOfAPool() {
    assertOnly(written(POOL + 8), Cause.ALLOCATOR, 2);
  }

  @Test
  void aFrameAndAStack() {
    assertOnly(written(FRAME), Cause.STACKS, 2);
    assertOnly(written(STACK + 0x800), Cause.STACKS, 2);
  }

  @Test
  void variablesAndMemoryOfNobodyKnown() {
    assertOnly(written(VARIABLES), Cause.STATIC_DATA, 2);
    assertOnly(written(UNKNOWN), Cause.OTHER, 2);
  }

  /// Its count is none any more: all that differs in it is for that.
  @Test
  void anObjectThatWasFreed() {
    worker.words.put(CART, 0L);
    worker.words.put(CART + 24, 0x12L);
    assertOnly(unsharing(POOL), Cause.FREED, 1 + 1);
  }

  /// One of another type stands there.
  @Test
  void anObjectWhoseMemoryWasUsedAgain() {
    worker.words.put(CART + 8, 0x7100L);
    worker.words.put(CART + 16, 0x34L);
    assertOnly(unsharing(POOL), Cause.REUSED, 1 + 1);
  }

  @Test
  void aPageOnWhichNothingDiffers() {
    assertOnly(unsharing(POOL), Cause.RESTORED, 0);
  }

  @Test
  void aChunkThatWasFreedAndOneThatWasHandedOut() {
    worker.words.put(LIVE_CHUNK + 0x20, 1L);
    assertOnly(unsharing(chunks(ChunkState.FREE, ChunkState.FREE), CHUNKS), Cause.FREED, 1);
    worker.words.clear();
    worker.words.put(FREE_CHUNK + 0x20, 1L);
    assertOnly(unsharing(chunks(ChunkState.LIVE, ChunkState.LIVE), CHUNKS), Cause.REUSED, 1);
  }

  @Test
  void theAllocatorsOwnChunk() {
    assertOnly(written(ODD_CHUNK + 0x20), Cause.ALLOCATOR, 2);
  }

  /// A page is divided by how many of its bytes each cause changed.
  @Test
  void aPageThatSeveralBroke() {
    worker.words.put(CART, COUNT + 1); // one byte
    worker.words.put(TABLE, 0x0001_0101L); // three bytes
    Unsharing unsharing = unsharing(POOL);
    assertThat(unsharing.causes())
        .containsExactly(
            new Unsharing.CauseShare(Cause.TABLES, PAGE * 3 / 4, 3, 0),
            new Unsharing.CauseShare(Cause.REFERENCE_COUNTS, PAGE / 4, 1, 0));
  }

  @Test
  void pagesAddUp() {
    written(VARIABLES);
    written(CART);
    Unsharing unsharing = unsharing(POOL, VARIABLES);
    assertThat(unsharing.bytes()).isEqualTo(2 * PAGE);
    assertThat(unsharing.untyped()).isEqualTo(PAGE);
    assertThat(unsharing.causes().stream().mapToLong(Unsharing.CauseShare::bytes).sum())
        .isEqualTo(2 * PAGE);
  }
}
