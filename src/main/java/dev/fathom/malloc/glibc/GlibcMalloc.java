package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Segment;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Recognises glibc's malloc: in libc itself, or in a program linked statically.
public final class GlibcMalloc implements Allocator {
  @Override
  public Optional<Recognised> recognise(Target target) {
    Words words = new Words(target.memory());
    // libc first; a static program has its arenas in its own data. Other libraries hold none.
    List<LoadedModule> candidates = new ArrayList<>();
    for (LoadedModule module : target.modules()) {
      if (module.name().startsWith("libc.") || module.name().startsWith("libc-")) {
        candidates.add(module);
      }
    }
    if (candidates.isEmpty() && !target.modules().isEmpty()) {
      candidates.add(target.modules().getFirst());
    }
    for (LoadedModule module : candidates) {
      Optional<MainArena> arena = MainArena.find(target, module, words);
      if (arena.isPresent()) {
        return Optional.of(new Found(arena.get(), LibcVersion.of(module, words)));
      }
    }
    return Optional.empty();
  }

  private record Found(MainArena arena, String version) implements Recognised {
    @Override
    public String name() {
      return version.isEmpty() ? "glibc" : "glibc " + version;
    }

    @Override
    public Walk begin(Target target, Words words, ChunkSink sink) {
      return new GlibcWalk(target, arena, words, sink);
    }
  }

  /// One walk: the arenas as they stand during this hold.
  private static final class GlibcWalk implements Walk {
    private final List<Heap> heaps;
    private final HeapWalk walk;
    private final MmappedChunks mmapped;

    GlibcWalk(Target target, MainArena arena, Words words, ChunkSink sink) {
      Parameters parameters = Parameters.find(target, arena, words);
      heaps = Arenas.heaps(target, arena, parameters, words, sink);
      walk = new HeapWalk(words, sink);
      mmapped = new MmappedChunks(sink);
    }

    @Override
    public List<Segment> segments() {
      return heaps.stream()
          .map(heap -> new Segment(heap.start(), heap.end(), heap.arena()))
          .toList();
    }

    @Override
    public List<Claimant> claimants() {
      return List.of(mmapped);
    }

    @Override
    public void walk(Segment segment, long until, Window window) {
      for (Heap heap : heaps) {
        if (heap.start() == segment.start()) {
          walk.walk(heap, until, window);
          return;
        }
      }
      throw new IllegalArgumentException("not a segment of this walk: " + segment);
    }
  }
}
