package dev.fathom.malloc.tcmalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Regions;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Recognises gperftools' tcmalloc by its map of pages.
public final class Tcmalloc implements Allocator {
  private static final ReleaseRule RELEASE =
      ReleaseRule.otherwise(
          "MallocExtension::ReleaseFreeMemory() gives them back at once, a larger"
              + " TCMALLOC_RELEASE_RATE sooner",
          "MallocExtension_ReleaseFreeMemory()");

  @Override
  public Optional<ReleaseRule> release(String name) {
    return name.startsWith("tcmalloc") ? Optional.of(RELEASE) : Optional.empty();
  }

  @Override
  public Optional<Recognised> recognise(Target target) {
    Words words = new Words(target.memory());
    Optional<SizeMap> sizes = SizeMap.find(target, words);
    Optional<PageMap> map = sizes.flatMap(found -> PageMap.find(target, words));
    if (map.isEmpty() || sizes.isEmpty()) {
      return Optional.empty();
    }
    long central = Caches.central(target, sizes.get(), words).orElse(0);
    return Optional.of(
        new Found(map.get(), sizes.get(), central, Caches.roots(target, sizes.get(), words)));
  }

  /// @param central address of the central caches; 0 where they were not found
  /// @param roots where pointers to threads' caches stand
  private record Found(PageMap map, SizeMap sizes, long central, List<Long> roots)
      implements Recognised {
    @Override
    public ReleaseRule release() {
      return RELEASE;
    }

    @Override
    public String name() {
      return "tcmalloc (gperftools)";
    }

    @Override
    public Announcement announce(Target target, Words words, Violations violations) {
      return Spans.of(this, target, words, violations);
    }
  }

  /// The spans as they stand during one hold.
  ///
  /// @param cached objects that are free, in the caches of threads and in the central ones
  private record Spans(Regions<SpanPart> parts, SizeMap sizes, Addresses cached)
      implements Announcement {
    static Spans of(Found found, Target target, Words words, Violations violations) {
      if (found.central() == 0) {
        violations.violation("central caches not found", 0);
      }
      List<Span> spans = found.map().spans(target, words);
      Caches caches = new Caches(found.sizes(), words, violations);
      Set<Long> threadCaches = caches.threadCaches(found.roots());
      List<SpanPart> all = new ArrayList<>(spans);
      all.addAll(Metadata.around(structures(found, spans, threadCaches, target, words), spans));
      return new Spans(
          Regions.of(all, target, violations),
          found.sizes(),
          caches.objects(threadCaches, found.central()));
    }

    /// {@return addresses within each structure that is known}
    private static Addresses structures(
        Found found, List<Span> spans, Set<Long> threadCaches, Target target, Words words) {
      Addresses.Builder known = new Addresses.Builder();
      for (long leaf : found.map().leaves(target, words)) {
        known.add(leaf);
        known.add(leaf + PageMap.LEAF_BYTES - 1);
      }
      for (long cache : threadCaches) {
        known.add(cache);
        known.add(cache + Caches.THREAD_CACHE_BYTES - 1);
      }
      for (Span span : spans) {
        known.add(span.descriptor());
        known.add(span.descriptor() + Span.DESCRIPTOR_BYTES - 1);
      }
      return known.build();
    }

    @Override
    public List<Segment> segments() {
      return parts.segments();
    }

    @Override
    public Walk walk(Words words, ChunkSink sink) {
      SpanWalk walk = new SpanWalk(sizes, cached, words, sink);
      return (segment, from, until, window) ->
          parts.visit(segment, from, until, part -> walk.walk(part, window));
    }
  }
}
