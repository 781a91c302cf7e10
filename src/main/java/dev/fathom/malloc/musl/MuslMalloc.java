package dev.fathom.malloc.musl;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Segment;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;

/// Recognises musl's mallocng: in its loader, which is the C library too, or in a program linked
/// statically.
public final class MuslMalloc implements Allocator {
  @Override
  public Optional<Recognised> recognise(Target target) {
    return Context.find(target, new Words(target.memory())).map(Found::new);
  }

  private record Found(Context context) implements Recognised {
    @Override
    public String name() {
      return "musl mallocng";
    }

    @Override
    public Walk begin(Target target, Words words, ChunkSink sink) {
      return new MuslWalk(Groups.of(target, context, words, sink), words, sink);
    }
  }

  /// One walk: the groups as they stand during this hold.
  private static final class MuslWalk implements Walk {
    private final Groups groups;
    private final GroupWalk walk;
    private final ChunkSink sink;

    MuslWalk(Groups groups, Words words, ChunkSink sink) {
      this.groups = groups;
      this.walk = new GroupWalk(groups.nested(), words, sink);
      this.sink = sink;
    }

    @Override
    public List<Segment> segments() {
      return groups.outer().segments();
    }

    @Override
    public List<Claimant> claimants() {
      return List.of();
    }

    @Override
    public void walk(Segment segment, long until, Window window) {
      groups
          .outer()
          .visit(
              segment,
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
