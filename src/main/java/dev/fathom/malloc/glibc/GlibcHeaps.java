package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.malloc.glibc.GlibcMalloc.Library;
import dev.fathom.model.memory.AllocatorFigure;
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

/// The arenas of all libraries as they stand during one hold.
final class GlibcHeaps implements Allocator.Announcement {
  private static final long PAGE_BYTES = 4096;

  /// `struct malloc_chunk` (`malloc/malloc.c`): the size of the chunk before, if that is free, and
  /// its own size; in a free one four links follow. The first word of a chunk is that one's before
  /// while it is live.
  private static final ChunkFrame FRAME = new ChunkFrame(16, 8, 32);

  private final Map<Long, Heap> heaps = new HashMap<>();
  private final List<Segment> segments = new ArrayList<>();
  private final List<Arena> arenas;
  private final List<Segment> lists;
  private final List<AllocatorFigure> figures;
  private final ChunkMarks marks;

  private GlibcHeaps(
      ArenaHeaps heaps,
      List<Arena> arenas,
      List<Segment> lists,
      List<AllocatorFigure> figures,
      ChunkMarks marks) {
    for (Heap heap : heaps.inOrder()) {
      this.heaps.put(heap.start(), heap);
      segments.add(new Segment(heap.start(), heap.end(), heap.arena()));
    }
    this.arenas = arenas;
    this.lists = lists;
    this.figures = figures;
    this.marks = marks;
  }

  static GlibcHeaps of(Target target, List<Library> libraries, Words words, Violations sink) {
    List<MainArena> mains = libraries.stream().map(Library::arena).toList();
    GlibcArenas arenas = GlibcArenas.of(target, mains, words, sink);
    ArenaHeaps heaps = arenas.heaps();
    ChunkMarks.Builder marks = new ChunkMarks.Builder();
    FreeLists lists = new FreeLists(heaps, words, sink, marks);
    arenas.states().forEach(lists::of);
    List<ThreadState> known = ThreadPointers.of(target, libraries, words);
    ThreadStorage.Contents threads =
        ThreadStorage.of(known, arenas.states(), heaps, lists, marks, words);
    List<ThreadCache> caches =
        known.isEmpty() ? ThreadCacheSearch.of(heaps, lists, words) : threads.caches();
    caches.forEach(cache -> cache.mark(marks));
    caches.stream()
        .filter(ThreadCache::damaged)
        .forEach(cache -> sink.violation("cache of a thread", cache.chunk()));
    for (Library library : libraries) {
      if (library.module() != null) {
        Stdio.mark(library.module(), heaps, words, marks);
      }
    }
    List<Segment> own =
        mains.stream().map(each -> new Segment(each.state(), each.end(), 0)).toList();
    return new GlibcHeaps(
        heaps,
        describe(target, libraries, arenas, heaps, threads, words, sink),
        own,
        figures(target, libraries, words),
        marks.build());
  }

  /// What each library has in its parameters.
  private static List<AllocatorFigure> figures(
      Target target, List<Library> libraries, Words words) {
    List<AllocatorFigure> figures = new ArrayList<>();
    for (Library library : libraries) {
      figures.addAll(
          ParameterFigures.of(
              library.name(), Parameters.find(target, library.arena(), words), words));
      figures.add(
          new AllocatorFigure(
              library.name(),
              "max_system_mem",
              AllocatorFigure.Unit.BYTES,
              library.arena().mostSystemBytes(words),
              "the most that the main arena ever had of the kernel"));
    }
    return figures;
  }

  /// Tells of each arena what is known beyond its chunks, and checks its own count of bytes.
  private static List<Arena> describe(
      Target target,
      List<Library> libraries,
      GlibcArenas arenas,
      ArenaHeaps heaps,
      ThreadStorage.Contents threads,
      Words words,
      Violations sink) {
    List<Arena> described = new ArrayList<>();
    long mapped = 0;
    long threshold = Arena.NOT_SAID;
    for (Library library : libraries) {
      Parameters parameters = Parameters.find(target, library.arena(), words);
      mapped += parameters.mappedBytes();
      threshold = Math.max(threshold, parameters.trimThreshold());
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
              threshold,
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
  public List<Segment> lists() {
    return lists;
  }

  @Override
  public List<AllocatorFigure> figures() {
    return figures;
  }

  @Override
  public ChunkFrame frame() {
    return FRAME;
  }

  @Override
  public Allocator.Walk walk(Words words, ChunkSink sink) {
    HeapWalk walk = new HeapWalk(marks, words, sink);
    List<Claimant> claimants = List.of(new MmappedChunks(marks, sink));
    return new Allocator.Walk() {
      @Override
      public List<Claimant> claimants() {
        return claimants;
      }

      @Override
      public long walk(Segment segment, long from, long until, Window window) {
        return walk.walk(heap(segment), from, until, window);
      }

      @Override
      public long begin(Segment segment, long from, long until) {
        return walk.begin(heap(segment), from, until);
      }
    };
  }

  private Heap heap(Segment segment) {
    Heap heap = heaps.get(segment.start());
    if (heap == null) {
      throw new IllegalArgumentException("not a segment of this allocator: " + segment);
    }
    return heap;
  }
}
