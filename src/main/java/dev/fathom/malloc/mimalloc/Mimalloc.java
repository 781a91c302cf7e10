package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Regions;
import dev.fathom.malloc.Segment;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;

/// Recognises mimalloc by its segments (2) or arenas (3).
public final class Mimalloc implements Allocator {
  @Override
  public Optional<Recognised> recognise(Target target) {
    Words words = new Words(target.memory());
    return Segments.layout(target, words)
        .<Recognised>map(layout -> InSegments.of(layout, target, words))
        .or(() -> Arenas.in(target, words).map(arenas -> InArenas.of(arenas, words)));
  }

  private static String name(String version, PageLayout page, boolean encoded) {
    String build = encoded ? " (secure or debug)" : page.hasKeys() ? " (padded)" : "";
    return "mimalloc " + version + build;
  }

  private record InSegments(Layout layout, BlockStart rule, boolean encoded) implements Recognised {
    static InSegments of(Layout layout, Target target, Words words) {
      List<MiSegment> all = Segments.all(target, layout, words);
      List<MiPage> pages = all.stream().flatMap(each -> each.pagesInUse().stream()).toList();
      return new InSegments(layout, Segments.rule(all, words), Links.areEncoded(pages, words));
    }

    @Override
    public String name() {
      boolean later = layout.page().start() < 0 && rule == BlockStart.BLOCKS;
      String version = later ? Layout.V2_1.version() : layout.version();
      return Mimalloc.name(version, layout.page(), encoded);
    }

    @Override
    public Walk begin(Target target, Words words, ChunkSink sink) {
      List<MiSegment> all = Segments.all(target, layout, words);
      FreeBlocks free =
          new FreeBlocks(encoded, DelayedFree.of(all, encoded, words, sink), words, sink);
      return new MimallocWalk(
          Regions.of(
              all.stream().flatMap(each -> each.stretches().stream()).toList(), target, sink),
          new PageWalk(free, rule, words, sink),
          List.of());
    }
  }

  private record InArenas(Arenas arenas, boolean encoded) implements Recognised {
    static InArenas of(Arenas arenas, Words words) {
      return new InArenas(arenas, Links.areEncoded(arenas.pages(words), words));
    }

    @Override
    public String name() {
      return Mimalloc.name(arenas.layout().version(), arenas.layout().page(), encoded);
    }

    @Override
    public Walk begin(Target target, Words words, ChunkSink sink) {
      FreeBlocks free = new FreeBlocks(encoded, new Addresses.Builder().build(), words, sink);
      PageWalk walk = new PageWalk(free, BlockStart.BLOCKS, words, sink);
      return new MimallocWalk(
          Regions.of(
              arenas.all(words).stream()
                  .flatMap(each -> each.stretches(words, sink).stream())
                  .toList(),
              target,
              sink),
          walk,
          List.of(new LonePages(arenas.layout(), walk, words)));
    }
  }

  /// One walk: the segments or arenas as they stand during this hold.
  private record MimallocWalk(Regions<Stretch> stretches, PageWalk walk, List<Claimant> claimants)
      implements Walk {
    @Override
    public List<Segment> segments() {
      return stretches.segments();
    }

    @Override
    public void walk(Segment segment, long until, Window window) {
      stretches.visit(segment, until, each -> walk.walk(each, window));
    }
  }
}
