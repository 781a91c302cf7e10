package dev.fathom.runtime.micropython;

import dev.fathom.malloc.Claimant;
import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.micropython.heap.GcArea;
import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.runtime.micropython.object.HeapObjects;
import dev.fathom.runtime.micropython.object.ObjectType;
import dev.fathom.runtime.micropython.object.RootObjects;
import dev.fathom.runtime.micropython.object.Structure;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Window;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A walk over a stretch of memory, in which areas of the collector may lie: in chunks of malloc
/// (`main` of the unix port), in memory of their own, or in a variable.
final class MicroPythonWalk implements Runtime.Walk {
  private static final long PAGE_BYTES = 4096;

  /// So much of a chain is looked at to see what it is.
  private static final long LOOK_BYTES = 40;

  private static final long PIECE_BYTES = 4096;

  private final MicroPythonInstance instance;
  private final GcHeap heap;
  private final MicroPythonInstance.@Nullable Contents contents;
  private final RuntimeSink sink;
  private final BitSet told = new BitSet();
  private final KeptMemory kept = new KeptMemory();
  private final AddressColumn strayPlaces = new AddressColumn();
  private final LongColumn strayTargets = new LongColumn();

  MicroPythonWalk(
      MicroPythonInstance instance,
      GcHeap heap,
      MicroPythonInstance.@Nullable Contents contents,
      RuntimeSink sink) {
    this.instance = instance;
    this.heap = heap;
    this.contents = contents;
    this.sink = sink;
  }

  @Override
  public List<Claimant> claimants() {
    return List.of(this::claim);
  }

  /// An area that begins with a page was mapped for it; in a chunk of malloc it begins behind the
  /// header of that, and its allocator claims it.
  private long claim(long address, long end, Window window) {
    for (int area = 0; area < heap.areas().size(); area++) {
      GcArea each = heap.areas().get(area);
      if (each.table() == address && each.poolEnd() <= end) {
        long claimed = (each.poolEnd() - address + PAGE_BYTES - 1) & -PAGE_BYTES;
        long until = Math.min(address + claimed, end);
        tell(area, address, until, window);
        return until - address;
      }
    }
    return 0;
  }

  @Override
  public boolean chunk(long payload, long payloadEnd, Window window) {
    for (int area = 0; area < heap.areas().size(); area++) {
      GcArea each = heap.areas().get(area);
      if (each.table() >= payload && each.poolEnd() <= payloadEnd) {
        tell(area, payload, payloadEnd, window);
        return true;
      }
    }
    return false;
  }

  @Override
  public void staticData(Area area, long limit, Window window) {
    if (contents == null) {
      return;
    }
    for (RootObjects.Found each : contents.statics()) {
      if (each.address() >= area.start() && each.address() < area.end()) {
        sink.object(each.address(), each.type().id(), each.bytes());
        kept.keep(window, each.address(), each.bytes());
      }
    }
  }

  /// Tells an area, and what is before and behind it in a piece of memory.
  private void tell(int number, long start, long end, Window window) {
    told.set(number);
    GcArea area = heap.areas().get(number);
    if (start < area.table()) {
      sink.block(start, area.table(), BlockState.HEADER);
    }
    sink.block(area.table(), area.poolStart(), BlockState.MARKS);
    int live = 0;
    int until = heap.first(number + 1);
    int next;
    for (int block = heap.first(number); block < until; block = next) {
      long address = area.poolStart() + (long) (block - heap.first(number)) * area.blockBytes();
      next = block + 1;
      if (heap.isFree(block)) {
        while (next < until && heap.isFree(next)) {
          next++;
        }
        sink.block(address, address + (long) (next - block) * area.blockBytes(), BlockState.FREE);
        continue;
      }
      if (heap.isTail(block)) {
        sink.violation("tail of a chain without a head", address);
      }
      next = heap.end(block);
      live += next - block;
      chain(block, address, (long) (next - block) * area.blockBytes(), window);
    }
    if (area.poolEnd() < end) {
      sink.block(area.poolEnd(), end, BlockState.TAIL);
    }
    sink.pool(area.poolStart(), area.blockBytes(), until - heap.first(number), live, number);
  }

  private void chain(int head, long address, long bytes, Window window) {
    if (contents == null || heap.isTail(head)) {
      sink.block(address, address + bytes, BlockState.LIVE);
      kept.keep(window, address, bytes);
      return;
    }
    HeapObjects objects = contents.objects();
    if (!objects.isBuffer(head)) {
      window.require(address, Math.min(LOOK_BYTES, bytes));
      ObjectType type = objects.of(head, address, bytes, window);
      sink.object(
          address, type.id(), HeapObjects.shallow(type.structure(), address, bytes, window));
      sink.block(address, address + bytes, BlockState.LIVE);
      if (type.structure() == Structure.DATA && objects.isLeaf(head)) {
        strays(address, bytes, window);
      } else {
        kept.keep(window, address, bytes);
      }
      return;
    }
    sink.block(address, address + bytes, BlockState.LIVE);
    if (objects.isLeaf(head)) {
      strays(address, bytes, window);
      if (sink.values()) {
        kept.keep(window, address, Math.min(bytes, RootObjects.LONGEST_TEXT));
      }
    } else {
      kept.keep(window, address, bytes);
    }
  }

  /// Notes the words of text or numbers that lead to a chain.
  private void strays(long address, long bytes, Window window) {
    for (long from = address; from < address + bytes; from += PIECE_BYTES) {
      long until = Math.min(address + bytes, from + PIECE_BYTES);
      window.require(from, until - from);
      for (long at = from; at < until; at += Long.BYTES) {
        long word = window.u64(at);
        if (heap.holds(word) && heap.head(word) >= 0) {
          strayPlaces.add(at);
          strayTargets.add(word);
        }
      }
    }
  }

  @Override
  public void join() {
    instance.join(told, kept, strayPlaces, strayTargets);
  }
}
