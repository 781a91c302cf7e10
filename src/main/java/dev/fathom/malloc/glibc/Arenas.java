package dev.fathom.malloc.glibc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.target.Mapping;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The heaps of all arenas: the brk heap of the main one, and the aligned heaps of the threads'
/// (`malloc/arena.c`).
final class Arenas {
  /// HEAP_MAX_SIZE is twice the largest mmap threshold: 64 MiB on 64-bit machines; four huge pages
  /// with the tunable `glibc.malloc.hugetlb=2`.
  private static final long[] HEAP_ALIGNMENTS = {64L << 20, 8L << 20, 4L << 30, 128L << 20};

  // struct heap_info
  private static final long HEAP_PREVIOUS = 8;
  private static final long HEAP_SIZE = 16;

  private static final long CHUNK_SIZE = 8;
  private static final long SIZE_FLAGS = 7;
  private static final long ALIGNMENT = 16;
  private static final int MOST_ARENAS = 1 << 16;
  private static final int MOST_HEAPS = 1 << 20;

  private final MainArena main;
  private final Words words;
  private final ChunkSink sink;
  private final List<Mapping> mappings;
  private final List<Heap> heaps = new ArrayList<>();

  private Arenas(Target target, MainArena main, Words words, ChunkSink sink) {
    this.mappings = target.mappings();
    this.main = main;
    this.words = words;
    this.sink = sink;
  }

  /// {@return the heaps in address order; they do not overlap}
  static List<Heap> heaps(
      Target target, MainArena main, Parameters parameters, Words words, ChunkSink sink) {
    Arenas arenas = new Arenas(target, main, words, sink);
    arenas.addBrkHeap(parameters);
    long state = words.u64(main.top() + MainArena.NEXT);
    for (int number = 1; number < MOST_ARENAS && state != main.state(); number++) {
      if (state == 0 || !words.met()) {
        sink.violation("ring of arenas not closed", state);
        break;
      }
      arenas.addHeapsOf(state, number);
      state = words.u64(state + main.beforeTop() + MainArena.NEXT);
    }
    return arenas.inOrder();
  }

  private void addBrkHeap(Parameters parameters) {
    long top = words.u64(main.top());
    if (top >= main.areaStart() && top < main.areaEnd()) {
      return; // the initial top is a bin of the arena itself: nothing was allocated yet
    }
    long end = top + (words.u64(top + CHUNK_SIZE) & ~SIZE_FLAGS);
    long base = parameters.sbrkBase();
    if (base == 0 || base > top) {
      base = mappingStart(top);
    }
    long first = (base + ALIGNMENT - 1) & -ALIGNMENT;
    if (base == 0 || !mapped(first, end)) {
      sink.violation("brk heap not mapped", top);
      return;
    }
    heaps.add(new Heap(first, first, end, top, 0));
  }

  private void addHeapsOf(long state, int arena) {
    long top = words.u64(state + main.beforeTop());
    long alignment = alignment(top, state);
    if (alignment == 0) {
      sink.violation("heap of an arena without header", state);
      return;
    }
    long heap = top & -alignment;
    long headerBytes = (state & (alignment - 1));
    for (int steps = 0; steps < MOST_HEAPS && heap != 0; steps++) {
      long previous = words.u64(heap + HEAP_PREVIOUS);
      long size = words.u64(heap + HEAP_SIZE);
      boolean holdsState = heap == (state & -alignment);
      long first =
          holdsState
              ? state + main.beforeTop() + MainArena.AFTER_TOP_BYTES + ALIGNMENT - 1 & -ALIGNMENT
              : heap + headerBytes;
      if (words.u64(heap) != state
          || Long.compareUnsigned(size, alignment) > 0
          || first - heap > size
          || !mapped(heap, heap + size)) {
        sink.violation("heap header", heap);
        return;
      }
      boolean last = top >= heap && top < heap + size;
      heaps.add(new Heap(heap, first, heap + size, last ? top : 0, arena));
      heap = previous;
    }
  }

  /// The first word of a heap's header is its arena: so the alignment shows itself.
  private long alignment(long top, long state) {
    for (long alignment : HEAP_ALIGNMENTS) {
      if (words.u64(top & -alignment) == state && words.u64(state & -alignment) == state) {
        return alignment;
      }
    }
    return 0;
  }

  private List<Heap> inOrder() {
    heaps.sort(Comparator.comparingLong(Heap::start));
    List<Heap> disjoint = new ArrayList<>();
    long end = 0;
    for (Heap heap : heaps) {
      if (heap.start() < end) {
        sink.violation("overlapping heaps", heap.start());
      } else {
        disjoint.add(heap);
        end = heap.end();
      }
    }
    return disjoint;
  }

  private long mappingStart(long address) {
    for (Mapping mapping : mappings) {
      if (mapping.contains(address)) {
        return mapping.start();
      }
    }
    return 0;
  }

  /// Whether the range is mapped without a hole.
  private boolean mapped(long start, long end) {
    long at = start;
    for (Mapping mapping : mappings) {
      if (mapping.contains(at)) {
        at = mapping.end();
      }
    }
    return end > start && at >= end;
  }
}
