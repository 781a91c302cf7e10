package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Regions;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.target.Target;
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
    public Announcement announce(Target target, Words words, Violations violations) {
      List<MiSegment> all = Segments.all(target, layout, words);
      return new Pages(
          Regions.of(all, target, violations), this, DelayedFree.of(all, words, violations));
    }
  }

  /// The segments as they stand during one hold.
  ///
  /// @param delayed blocks that are free, in the lists of heaps
  private record Pages(Regions<MiSegment> all, Found found, Addresses delayed)
      implements Announcement {
    @Override
    public List<Segment> segments() {
      return all.segments();
    }

    @Override
    public Walk walk(Words words, ChunkSink sink) {
      FreeBlocks free = new FreeBlocks(found.layout(), delayed, words, sink);
      PageWalk walk = new PageWalk(free, found.rule(), words, sink);
      return (segment, from, until, window) ->
          all.visit(segment, from, until, each -> walk.walk(each, window));
    }
  }
}
