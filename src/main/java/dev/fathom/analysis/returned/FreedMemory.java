package dev.fathom.analysis.returned;

import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.analysis.account.Leaf;
import dev.fathom.analysis.account.PieceListener;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.FreeingRule;
import dev.fathom.model.memory.Heaps;
import java.util.Arrays;
import java.util.BitSet;

/// The memory of some objects, as the balance sheet books it: chunks of heaps, mappings, and blocks
/// of pools.
final class FreedMemory implements PieceListener {
  private final Findings findings;
  private final BitSet gone;
  private final FreeingOrder order;
  private final BitSet chunks = new BitSet();

  /// Of each chunk its place in the order and, below that, its number.
  private final LongColumn inOrder = new LongColumn();

  private final PoolsAfter pools;

  private long bytes;
  private long resident;
  private long unmapped;
  private long unforetold;
  private long guessed;
  private long adapted;

  private FreedMemory(Findings findings, BitSet gone, FreeingOrder order) {
    this.findings = findings;
    this.gone = gone;
    this.order = order;
    this.pools = new PoolsAfter(findings);
  }

  static FreedMemory of(Findings findings, BitSet gone, FreeingOrder order) {
    FreedMemory freed = new FreedMemory(findings, gone, order);
    Bookkeeper.balance(findings, (object, at, own, there) -> {}, freed);
    freed.addPadding();
    return freed;
  }

  @Override
  public void piece(Cursor at, Leaf.Group group, long start, long end, long there, int owner) {
    boolean goes = owner != Cursor.NONE && gone.get(owner);
    switch (at.layer()) {
      case AREA -> {
        if (goes) {
          area(at, there);
        }
      }
      case CHUNK -> {
        if (goes) {
          chunk(at, start, end, there, owner);
        }
      }
      case BLOCK -> {
        pools.block(at, start, end, there, goes ? order.rank(owner) : PoolsAfter.STAYS);
        if (goes) {
          count(at, end - start, there);
        }
      }
    }
  }

  private void count(Cursor at, long size, long there) {
    bytes += size;
    resident += there;
    if (at.buffer() != Cursor.NONE && findings.buffers().ownerGuessed(at.buffer())) {
      guessed += size;
    }
  }

  /// A mapping goes back whole; a variable is there as long as its library.
  private void area(Cursor at, long there) {
    Area area = at.area();
    if (area != null && !area.kind().staticData()) {
      bytes += there;
      resident += there;
      unmapped += there;
    }
  }

  private void chunk(Cursor at, long start, long end, long there, int owner) {
    count(at, end - start, there);
    Heaps.NamedArena arena = Fragmentation.arena(findings, at.arena());
    FreeingRule rule = arena.release().freeing();
    if (at.arena() == Heaps.NONE || rule.equals(FreeingRule.NONE)) {
      unforetold += there;
    } else if (arena.arena().kind() == Arena.Kind.MAPPED) {
      unmapped += there;
      long size = at.chunkEnd() - at.chunkStart();
      adapted = size <= rule.adapts() ? Math.max(adapted, 2 * size) : adapted;
    } else if (!chunks.get(at.chunk())) {
      chunks.set(at.chunk());
      inOrder.add((long) order.rank(owner) << Integer.SIZE | at.chunk());
    }
  }

  /// What a debugging allocator put around a chunk goes with it.
  private void addPadding() {
    BitSet padded = new BitSet();
    for (int chunk = chunks.nextSetBit(0); chunk >= 0; chunk = chunks.nextSetBit(chunk + 1)) {
      for (int beside : new int[] {chunk - 1, chunk + 1}) {
        if (findings.chunks().state(beside) == ChunkState.PADDING.code()) {
          padded.set(beside);
        }
      }
    }
    chunks.or(padded);
  }

  /// {@return the chunks of heaps that are freed, by their numbers}
  BitSet chunks() {
    return chunks;
  }

  /// {@return their numbers in the order in which they are likely to be freed}
  int[] inOrder() {
    long[] sorted = new long[inOrder.count()];
    Arrays.setAll(sorted, inOrder::get);
    Arrays.sort(sorted);
    return Arrays.stream(sorted).mapToInt(each -> (int) each).toArray();
  }

  PoolsAfter pools() {
    return pools;
  }

  long bytes() {
    return bytes;
  }

  long resident() {
    return resident;
  }

  /// {@return what was in mappings of its own}
  long unmapped() {
    return unmapped;
  }

  /// {@return what is of allocators of which nothing can be foretold}
  long unforetold() {
    return unforetold;
  }

  /// {@return what is only likely to be the objects'}
  long guessed() {
    return guessed;
  }

  /// {@return how much of the end of a heap is kept because a chunk with a mapping of its own is
  /// freed}
  long adapted() {
    return adapted;
  }
}
