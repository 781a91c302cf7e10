package dev.fathom.malloc.musl;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;

/// Recognises musl's mallocng: in its loader, which is the C library too, or in a program linked
/// statically.
public final class MuslMalloc implements Allocator {
  private static final String NAME = "musl mallocng";

  /// Nothing that a program could call; groups go back as they become free.
  @Override
  public Optional<ReleaseRule> release(String name) {
    return name.equals(NAME) ? Optional.of(ReleaseRule.NONE) : Optional.empty();
  }

  @Override
  public Optional<Recognised> recognise(Target target) {
    return Context.find(target, new Words(target.memory())).map(Found::new);
  }

  private record Found(Context context) implements Recognised {
    @Override
    public ReleaseRule release() {
      return ReleaseRule.NONE;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Announcement announce(Target target, Words words, Violations violations) {
      return new AllGroups(MuslGroups.of(target, context, words, violations));
    }
  }

  /// The groups as they stand during one hold.
  private record AllGroups(MuslGroups groups) implements Announcement {
    @Override
    public List<Segment> segments() {
      return groups.outer().segments();
    }

    @Override
    public Walk walk(Words words, ChunkSink sink) {
      GroupWalk walk = new GroupWalk(groups.nested(), words, sink);
      return (segment, from, until, window) ->
          groups
              .outer()
              .visit(
                  segment,
                  from,
                  until,
                  part -> {
                    switch (part) {
                      case Group group -> walk.walk(group, window);
                      case MetaArea area ->
                          sink.chunk(
                              area.start(),
                              area.end(),
                              area.start(),
                              area.start(),
                              ChunkState.BOOKKEEPING,
                              window);
                    }
                  });
    }
  }
}
