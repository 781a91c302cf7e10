package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The heaps of all arenas: the brk heap of the main one, and the aligned heaps of the threads'
/// (`malloc/arena.c`).
final class GlibcArenas {
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

  private final Target target;
  private final Words words;
  private final Violations sink;
  private final List<Mapping> mappings;
  private final List<ArenaState> states = new ArrayList<>();
  private final List<Heap> heaps = new ArrayList<>();

  private GlibcArenas(Target target, Words words, Violations sink) {
    this.target = target;
    this.mappings = target.mappings();
    this.words = words;
    this.sink = sink;
  }

  /// Follows the rings of arenas, one for each libc in the process.
  static GlibcArenas of(Target target, List<MainArena> mains, Words words, Violations sink) {
    GlibcArenas arenas = new GlibcArenas(target, words, sink);
    for (MainArena main : mains) {
      arenas.addRing(main, Parameters.find(target, main, words));
    }
    return arenas;
  }

  /// {@return the arenas; an index is the arena's number}
  List<ArenaState> states() {
    return states;
  }

  ArenaHeaps heaps() {
    return ArenaHeaps.of(heaps, sink);
  }

  private void addRing(MainArena main, Parameters parameters) {
    ArenaState first = new ArenaState(main.top(), main.layout(), words);
    addMain(main, first, parameters);
    long state = first.next();
    while (state != main.state()) {
      if (state == 0 || !words.met() || states.size() == MOST_ARENAS) {
        sink.violation("ring of arenas not closed", state);
        break;
      }
      ArenaState next = new ArenaState(state + main.layout().beforeTop(), main.layout(), words);
      int number = states.size();
      states.add(next);
      addHeapsOf(next, number);
      state = next.next();
    }
  }

  private void addMain(MainArena main, ArenaState state, Parameters parameters) {
    int number = states.size();
    states.add(state);
    long top = state.topChunk();
    if (top >= main.areaStart() && top < main.areaEnd()) {
      return; // the initial top is a bin of the arena itself: nothing was allocated yet
    }
    long base = parameters.sbrkBase();
    long end = top + (words.u64(top + CHUNK_SIZE) & ~SIZE_FLAGS);
    if (state.noncontiguous()) {
      // The brk heap ends where the break stands; what follows elsewhere is found by its chunks.
      Mapping heap = mappingOf(base);
      if (heap != null && heap.name().equals("[heap]")) {
        long first = base + ALIGNMENT - 1 & -ALIGNMENT;
        heaps.add(new Heap(first, first, brkEnd(heap), 0, number, true));
      }
      heaps.addAll(ContinuedHeap.find(target, ArenaHeaps.of(heaps, sink), top, number, words));
      return;
    }
    if (base == 0 || Long.compareUnsigned(base, top) > 0) {
      Mapping heap = mappingOf(top);
      base = heap == null ? 0 : heap.start();
    }
    long first = (base + ALIGNMENT - 1) & -ALIGNMENT;
    if (Long.compareUnsigned(end, top) <= 0 || !mapped(first, end)) {
      // Its size was overwritten: the brk heap ends where the break stands.
      Mapping heap = mappingOf(top);
      if (heap != null && heap.name().equals("[heap]")) {
        sink.violation("size of the top chunk", top);
        end = brkEnd(heap);
      }
    }
    if (base == 0 || !mapped(first, end)) {
      sink.violation("brk heap not mapped", top);
      return;
    }
    heaps.add(new Heap(first, first, end, top, number, true));
  }

  /// {@return the end of the brk memory that a mapping is of: the kernel may have cut it in two}
  private long brkEnd(Mapping heap) {
    long end = heap.end();
    for (Mapping next = mappingOf(end);
        next != null && next.name().equals("[heap]");
        next = mappingOf(end)) {
      end = next.end();
    }
    return end;
  }

  private void addHeapsOf(ArenaState arena, int number) {
    long state = arena.address();
    long top = arena.topChunk();
    long alignment = alignment(top, state);
    if (alignment == 0) {
      sink.violation("heap of an arena without header", state);
      return;
    }
    long heap = top & -alignment;
    long headerBytes = state & (alignment - 1);
    for (int steps = 0; steps < MOST_HEAPS && heap != 0; steps++) {
      long previous = words.u64(heap + HEAP_PREVIOUS);
      long size = words.u64(heap + HEAP_SIZE);
      boolean holdsState = heap == (state & -alignment);
      long first = holdsState ? arena.end() + ALIGNMENT - 1 & -ALIGNMENT : heap + headerBytes;
      if (words.u64(heap) != state
          || Long.compareUnsigned(size, alignment) > 0
          || first - heap > size
          || !mapped(heap, heap + size)) {
        sink.violation("heap header", heap);
        return;
      }
      boolean last = top >= heap && top < heap + size;
      heaps.add(new Heap(heap, first, heap + size, last ? top : 0, number, false));
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

  private @Nullable Mapping mappingOf(long address) {
    Mapping mapping = AddressSpace.atOrAbove(mappings, address);
    return mapping != null && mapping.contains(address) ? mapping : null;
  }

  /// Whether the range is mapped without a hole.
  private boolean mapped(long start, long end) {
    return end > start && end <= AddressSpace.mappedUntil(mappings, start, end);
  }
}
