package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.glibc.GlibcMalloc.Library;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.Target;
import dev.fathom.target.Target.ThreadState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One walk: the arenas as they stand during this hold.
final class GlibcWalk implements Allocator.Walk {
  private static final long PAGE_BYTES = 4096;

  /// `struct malloc_chunk` (`malloc/malloc.c`): the size of the chunk before, if that is free, and
  /// its own size; in a free one four links follow. The first word of a chunk is that one's before
  /// while it is live.
  private static final ChunkFrame FRAME = new ChunkFrame(16, 8, 32);

  private final Map<Long, Heap> heaps = new HashMap<>();
  private final List<Segment> segments = new ArrayList<>();
  private final List<Arena> arenas;
  private final HeapWalk walk;
  private final MmappedChunks mmapped;

  private GlibcWalk(Heaps heaps, List<Arena> arenas, Marks marks, Words words, ChunkSink sink) {
    for (Heap heap : heaps.inOrder()) {
      this.heaps.put(heap.start(), heap);
      segments.add(new Segment(heap.start(), heap.end(), heap.arena()));
    }
    this.arenas = arenas;
    walk = new HeapWalk(marks, words, sink);
    mmapped = new MmappedChunks(marks, sink);
  }

  static GlibcWalk begin(Target target, List<Library> libraries, Words words, ChunkSink sink) {
    List<MainArena> mains = libraries.stream().map(Library::arena).toList();
    Arenas arenas = Arenas.of(target, mains, words, sink);
    Heaps heaps = arenas.heaps();
    Marks.Builder marks = new Marks.Builder();
    FreeLists lists = new FreeLists(heaps, words, sink, marks);
    arenas.states().forEach(lists::of);
    List<ThreadState> known = ThreadPointers.of(target, libraries, words);
    ThreadStorage.Contents threads =
        ThreadStorage.of(known, arenas.states(), heaps, lists, marks, words);
    List<ThreadCache> caches =
        known.isEmpty() ? ThreadCacheSearch.of(heaps, lists, words) : threads.caches();
    caches.forEach(cache -> cache.mark(marks));
    for (Library library : libraries) {
      if (library.module() != null) {
        Stdio.mark(library.module(), heaps, words, marks);
      }
    }
    return new GlibcWalk(
        heaps,
        describe(target, libraries, arenas, heaps, threads, words, sink),
        marks.build(),
        words,
        sink);
  }

  /// Tells of each arena what is known beyond its chunks, and checks its own count of bytes.
  private static List<Arena> describe(
      Target target,
      List<Library> libraries,
      Arenas arenas,
      Heaps heaps,
      ThreadStorage.Contents threads,
      Words words,
      ChunkSink sink) {
    List<Arena> described = new ArrayList<>();
    long mapped = 0;
    for (Library library : libraries) {
      mapped += Parameters.find(target, library.arena(), words).mappedBytes();
    }
    described.add(
        new Arena(
            Arena.OF_MAPPED_CHUNKS, Arena.Kind.MAPPED, mapped, Arena.Release.NOTHING, List.of()));
    for (int number = 0; number < arenas.states().size(); number++) {
      ArenaState state = arenas.states().get(number);
      boolean main =
          libraries.stream().anyMatch(library -> library.arena().state() == state.address());
      long system = state.systemBytes();
      long found = heaps.bytes(number);
      // The first bytes of a break that was not aligned belong to no chunk.
      if (system - found < 0 || system - found >= (main ? PAGE_BYTES : 1)) {
        sink.violation("heaps do not add up to what the arena took", state.address());
      }
      described.add(
          new Arena(
              number,
              main ? Arena.Kind.MAIN : Arena.Kind.THREAD,
              system,
              main && topEndsAtBreak(target, state, words)
                  ? Arena.Release.PAGES_AND_TOP
                  : Arena.Release.PAGES,
              threads.threads().getOrDefault(number, List.of())));
    }
    return described;
  }

  /// Whether the break stands where the top chunk ends: only then can it be moved back.
  private static boolean topEndsAtBreak(Target target, ArenaState state, Words words) {
    long top = state.topChunk();
    long end = top + (words.u64(top + HeapWalk.SIZE) & ~HeapWalk.FLAGS);
    long brk = 0;
    for (Mapping mapping : target.mappings()) {
      if (mapping.name().equals("[heap]")) {
        brk = mapping.end();
      }
    }
    return ((end + PAGE_BYTES - 1) & -PAGE_BYTES) == brk;
  }

  @Override
  public List<Segment> segments() {
    return segments;
  }

  @Override
  public List<Arena> arenas() {
    return arenas;
  }

  @Override
  public ChunkFrame frame() {
    return FRAME;
  }

  @Override
  public List<Claimant> claimants() {
    return List.of(mmapped);
  }

  @Override
  public void walk(Segment segment, long until, Window window) {
    Heap heap = heaps.get(segment.start());
    if (heap == null) {
      throw new IllegalArgumentException("not a segment of this walk: " + segment);
    }
    walk.walk(heap, until, window);
  }
}
