package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.malloc.Regions;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Recognises mimalloc by its segments (2) or arenas (3).
public final class Mimalloc implements Allocator {
  @Override
  public Optional<ReleaseRule> release(String name) {
    return name.startsWith("mimalloc") ? Optional.of(how(name)) : Optional.empty();
  }

  /// Before 2.1 the setting had another name (`src/options.c`).
  private static ReleaseRule how(String name) {
    String setting =
        name.startsWith("mimalloc 2.0") ? "MIMALLOC_DECOMMIT_DELAY" : "MIMALLOC_PURGE_DELAY";
    return ReleaseRule.otherwise(
        "mi_collect(true) gives them back at once, a smaller " + setting + " sooner",
        "mi_collect(1)");
  }

  @Override
  public Optional<Recognised> recognise(Target target) {
    Words words = new Words(target.memory());
    return Segments.layout(target, words)
        .<Recognised>map(layout -> InSegments.of(layout, target, words))
        .or(() -> MiArenas.in(target, words).map(arenas -> InArenas.of(arenas, words)));
  }

  private static String name(String version, PageLayout page, boolean encoded) {
    String build = encoded ? " (secure or debug)" : page.hasKeys() ? " (padded)" : "";
    return "mimalloc " + version + build;
  }

  private record InSegments(MiLayout layout, BlockStart rule, boolean encoded)
      implements Recognised {
    static InSegments of(MiLayout layout, Target target, Words words) {
      List<MiSegment> all = Segments.all(target, layout, words);
      List<MiPage> pages = all.stream().flatMap(each -> each.pagesInUse().stream()).toList();
      return new InSegments(layout, Segments.rule(all, words), Links.areEncoded(pages, words));
    }

    @Override
    public ReleaseRule release() {
      return Mimalloc.how(name());
    }

    @Override
    public String name() {
      boolean later = layout.page().start() < 0 && rule == BlockStart.BLOCKS;
      String version = later ? MiLayout.V2_1.version() : layout.version();
      return Mimalloc.name(version, layout.page(), encoded);
    }

    @Override
    public Announcement announce(Target target, Words words, Violations violations) {
      List<MiSegment> all = Segments.all(target, layout, words);
      return new Stretches(
          Regions.of(
              all.stream().flatMap(each -> each.stretches().stream()).toList(), target, violations),
          encoded,
          DelayedFree.of(all, encoded, words, violations),
          rule,
          null);
    }
  }

  private record InArenas(MiArenas arenas, boolean encoded) implements Recognised {
    static InArenas of(MiArenas arenas, Words words) {
      return new InArenas(arenas, Links.areEncoded(arenas.pages(words), words));
    }

    @Override
    public ReleaseRule release() {
      return Mimalloc.how(name());
    }

    @Override
    public String name() {
      return Mimalloc.name(arenas.layout().version(), arenas.layout().page(), encoded);
    }

    @Override
    public Announcement announce(Target target, Words words, Violations violations) {
      return new Stretches(
          Regions.of(
              arenas.all(words).stream()
                  .flatMap(each -> each.stretches(words, violations).stream())
                  .toList(),
              target,
              violations),
          encoded,
          new Addresses.Builder().build(),
          BlockStart.BLOCKS,
          arenas.layout());
    }
  }

  /// The segments or arenas as they stand during one hold.
  ///
  /// @param delayed blocks that are free, in the lists of heaps
  /// @param lone how pages in no arena are laid out; null where there are none
  private record Stretches(
      Regions<MiStretch> all,
      boolean encoded,
      Addresses delayed,
      BlockStart rule,
      @Nullable ArenaLayout lone)
      implements Announcement {
    @Override
    public List<Segment> segments() {
      return all.segments();
    }

    @Override
    public Walk walk(Words words, ChunkSink sink) {
      PageWalk walk =
          new PageWalk(new FreeBlocks(encoded, delayed, words, sink), rule, words, sink);
      List<Claimant> claimants =
          lone == null ? List.of() : List.of(new LonePages(lone, walk, words));
      return new Walk() {
        @Override
        public List<Claimant> claimants() {
          return claimants;
        }

        @Override
        public long walk(Segment segment, long from, long until, Window window) {
          return all.visit(segment, from, until, each -> walk.walk(each, window));
        }
      };
    }
  }
}
