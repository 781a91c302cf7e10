package dev.fathom.malloc.jemalloc;

import dev.fathom.malloc.Allocator;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Regions;
import dev.fathom.malloc.Segment;
import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.ReleaseRule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Recognises jemalloc by its tree of pages.
public final class Jemalloc implements Allocator {
  private static final String NAME = "jemalloc 5.3";

  private static final ReleaseRule RELEASE =
      ReleaseRule.otherwise(
          "jemalloc gives them back once dirty_decay_ms and muzzy_decay_ms have passed, in calls that"
              + " the program makes; with background_thread:true (MALLOC_CONF) also while it makes none",
          // MALLCTL_ARENAS_ALL of jemalloc 5
          "mallctl(\"arena.4096.purge\", 0, 0, 0, 0)");

  @Override
  public Optional<ReleaseRule> release(String name) {
    return name.startsWith("jemalloc") ? Optional.of(RELEASE) : Optional.empty();
  }

  @Override
  public Optional<Recognised> recognise(Target target) {
    return PageTree.find(target, new Words(target.memory())).map(Found::new);
  }

  private record Found(PageTree tree) implements Recognised {
    @Override
    public ReleaseRule release() {
      return RELEASE;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Announcement announce(Target target, Words words, Violations violations) {
      return Extents.of(tree, target, words, violations);
    }
  }

  /// The extents as they stand during one hold.
  private record Extents(Regions<ExtentPart> parts, ThreadCaches.Contents caches)
      implements Announcement {
    static Extents of(PageTree tree, Target target, Words words, Violations violations) {
      List<Extent> extents = tree.extents(target, words);
      List<BaseBlock> blocks = blocks(extents, tree.leaves(target, words), words);
      List<ExtentPart> all = new ArrayList<>(blocks);
      all.addAll(extents);
      return new Extents(
          Regions.of(all, target, violations), ThreadCaches.of(blocks, target, words, violations));
    }

    /// {@return the blocks that hold the descriptors and the leaves, and those linked with them}
    private static List<BaseBlock> blocks(List<Extent> extents, List<Long> leaves, Words words) {
      Map<Long, BaseBlock> blocks = new LinkedHashMap<>();
      leaves.forEach(leaf -> add(leaf, blocks, words));
      BaseBlock last = null;
      for (Extent extent : extents) {
        long descriptor = extent.descriptor();
        if (last == null || descriptor < last.start() || descriptor >= last.end()) {
          last = BaseBlock.around(descriptor, words);
          add(descriptor, blocks, words);
        }
      }
      return List.copyOf(blocks.values());
    }

    private static void add(long address, Map<Long, BaseBlock> blocks, Words words) {
      BaseBlock block = BaseBlock.around(address, words);
      while (block != null && blocks.putIfAbsent(block.start(), block) == null) {
        long next = block.next(words);
        block = next == 0 ? null : BaseBlock.at(next, words);
      }
    }

    @Override
    public List<Segment> segments() {
      return parts.segments();
    }

    @Override
    public Walk walk(Words words, ChunkSink sink) {
      ExtentWalk walk = new ExtentWalk(caches, words, sink);
      return (segment, from, until, window) ->
          parts.visit(segment, from, until, part -> walk.walk(part, window));
    }
  }
}
