package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What few live pieces keep much memory from going back to the kernel.
///
/// @param heaps those whose end can be given back, that which is held most first
/// @param pools arenas of the runtime's own allocator, which go back whole: those that are held by
///   the fewest blocks first
public record Pins(List<HeapPins> heaps, List<PoolUse> pools) {
  private static final long PAGE_BYTES = 4096;

  /// What is held by more than this cannot be called pinned.
  static final int MOST = 10_000;

  /// The share of all that could ever be released at which it is enough.
  private static final double NEARLY_ALL = 0.99;

  /// **Cost**: logarithmic for each of at most 10,000 pieces a heap, and one pass down the heap.
  public static Pins of(Findings findings, Fragmentation fragmentation) {
    List<HeapPins> heaps = new ArrayList<>();
    for (Heaps.Range range : findings.heaps().ranges()) {
      Arena arena = findings.heaps().arenas().get(range.arena()).arena();
      boolean shrinks =
          arena.release() == Arena.Release.PAGES_AND_TOP || arena.kind() == Arena.Kind.THREAD;
      if (shrinks && arena.release() != Arena.Release.NOTHING) {
        int top = top(findings, range);
        if (top >= 0) {
          heaps.add(ofHeap(findings, range, top));
        }
      }
    }
    heaps.sort(Comparator.comparingLong(HeapPins::held).reversed());
    List<PoolUse> pools = new ArrayList<>(fragmentation.poolArenas());
    pools.sort(Comparator.comparingLong(PoolUse::blocks));
    return new Pins(List.copyOf(heaps), List.copyOf(pools));
  }

  /// The chunk that ends a heap if it is its top, or -1.
  private static int top(Findings findings, Heaps.Range range) {
    Cursor last = Cursor.of(findings).moveTo(range.end() - 1);
    return last.chunkState() == ChunkState.TOP.code() ? last.chunk() : -1;
  }

  private static HeapPins ofHeap(Findings findings, Heaps.Range range, int top) {
    Extents chunks = findings.chunks();
    PageRuns pages = findings.pages();
    long end = chunks.end(top);
    Heaps.NamedArena arena = findings.heaps().arenas().get(range.arena());
    // The release call asks for all of a main heap; of the others goes what freeing gives back.
    boolean main = arena.arena().kind() == Arena.Kind.MAIN;
    long kept = arena.release().topKept() + (main ? 0 : arena.release().topPad());
    LongColumn starts = new LongColumn();
    LongColumn ends = new LongColumn();
    LongColumn codes = new LongColumn();
    LongColumn released = new LongColumn();
    long ready = -1;
    long bottom = range.start();
    for (int chunk = top; chunk >= 0 && chunks.end(chunk) > range.start(); chunk--) {
      if (goesWithTop(chunks.state(chunk))) {
        continue;
      }
      // All above this one is free, or among the pins already.
      long goes = releasable(pages, chunks.end(chunk), end, kept);
      if (ready < 0) {
        ready = goes;
      } else if (released.count() < starts.count()) {
        released.add(goes - ready);
      }
      if (!canBeFreed(chunks.state(chunk))) {
        bottom = chunks.end(chunk);
        break;
      }
      if (starts.count() < MOST) {
        starts.add(chunks.start(chunk));
        ends.add(chunks.end(chunk));
        codes.add(chunks.state(chunk));
      }
    }
    long most = releasable(pages, bottom, end, kept);
    if (released.count() < starts.count()) {
      released.add(most - Math.max(0, ready));
    }
    ready = ready < 0 ? most : ready;
    int listed = listed(starts, ends, released, most - ready);
    return new HeapPins(
        range.arena(),
        range,
        first(starts, listed),
        first(ends, listed),
        first(codes, listed),
        first(released, listed),
        ready,
        most - ready);
  }

  /// How many are worth a line: up to where nearly all is released, and none where those up to it
  /// weigh more than what they release.
  private static int listed(
      LongColumn starts, LongColumn ends, LongColumn released, long releasable) {
    long weight = 0;
    int listed = 0;
    for (int pin = 0; pin < released.count(); pin++) {
      weight += ends.get(pin) - starts.get(pin);
      if (weight <= released.get(pin)) {
        listed = pin + 1;
        if (released.get(pin) >= NEARLY_ALL * releasable) {
          break;
        }
      }
    }
    return listed;
  }

  private static LongColumn first(LongColumn column, int count) {
    LongColumn first = new LongColumn();
    for (int row = 0; row < count; row++) {
      first.add(column.get(row));
    }
    return first;
  }

  /// What goes back of a heap whose top begins at `top`.
  private static long releasable(PageRuns pages, long top, long end, long kept) {
    long bytes = end - top - kept & -PAGE_BYTES;
    return end - top <= kept ? 0 : pages.residentBytes(end - bytes, end);
  }

  /// Whether malloc makes it a part of the top when all above it is.
  private static boolean goesWithTop(int state) {
    return state != Extents.NOTHING
        && (ChunkState.of(state).mergeable() || ChunkState.of(state) == ChunkState.TOP);
  }

  /// Whether the program can free it, itself or with the C library's help.
  private static boolean canBeFreed(int state) {
    if (state == Extents.NOTHING) {
      return false;
    }
    return switch (ChunkState.of(state)) {
      case LIVE, CACHED, FREE, STDIO, THREAD_CACHE, THREAD_VECTOR -> true;
      default -> false;
    };
  }
}
