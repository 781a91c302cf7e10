package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.List;

/// An allocator that is offered every page and wants none.
final class IndifferentAllocator
    implements Allocator.Recognised, Allocator.Announcement, Allocator.Walk {
  static final String NAME = "indifferent";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ReleaseRule release() {
    return ReleaseRule.NONE;
  }

  @Override
  public Allocator.Announcement announce(Target target, Words words, Violations violations) {
    return this;
  }

  @Override
  public Allocator.Walk walk(Words words, ChunkSink sink) {
    return this;
  }

  @Override
  public List<Segment> segments() {
    return List.of();
  }

  @Override
  public List<Claimant> claimants() {
    return List.of((address, end, window) -> 0);
  }

  @Override
  public long walk(Segment segment, long from, long until, Window window) {
    throw new AssertionError("it has no segments");
  }
}
