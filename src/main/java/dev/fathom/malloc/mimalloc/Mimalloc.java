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

/// Recognises mimalloc by its segments.
public final class Mimalloc implements Allocator {
  @Override
  public Optional<Recognised> recognise(Target target) {
    Words words = new Words(target.memory());
    return Segments.layout(target, words)
        .map(
            layout -> new Found(layout, Segments.rule(Segments.all(target, layout, words), words)));
  }

  private record Found(Layout layout, BlockStart rule) implements Recognised {
    @Override
    public String name() {
      boolean later = layout.pageStart() < 0 && rule == BlockStart.BLOCKS;
      return "mimalloc " + (later ? Layout.V2_1.version() : layout.version());
    }

    @Override
    public Walk begin(Target target, Words words, ChunkSink sink) {
      return new MimallocWalk(this, target, words, sink);
    }
  }

  /// One walk: the segments as they stand during this hold.
  private static final class MimallocWalk implements Walk {
    private final Regions<MiSegment> segments;
    private final PageWalk walk;

    MimallocWalk(Found found, Target target, Words words, ChunkSink sink) {
      List<MiSegment> all = Segments.all(target, found.layout(), words);
      segments = Regions.of(all, target, sink);
      Addresses delayed = DelayedFree.of(all, words, sink);
      FreeBlocks free = new FreeBlocks(found.layout(), delayed, words, sink);
      walk = new PageWalk(free, found.rule(), words, sink);
    }

    @Override
    public List<Segment> segments() {
      return segments.segments();
    }

    @Override
    public List<Claimant> claimants() {
      return List.of();
    }

    @Override
    public void walk(Segment segment, long until, Window window) {
      segments.visit(segment, until, each -> walk.walk(each, window));
    }
  }
}
