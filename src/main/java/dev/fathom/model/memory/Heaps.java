package dev.fathom.model.memory;

import java.util.List;

/// The arenas of all allocators, and the ranges that they fill with chunks.
///
/// Chunks outside of every range have a mapping of their own: they are of the arena of kind
/// [Arena.Kind#MAPPED], if there is one.
///
/// @param arenas an index is an arena's id
/// @param ranges in address order; they do not overlap
/// @param figures what the allocators have in their own variables
public record Heaps(List<NamedArena> arenas, List<Range> ranges, List<AllocatorFigure> figures) {
  /// An arena and whose it is.
  ///
  /// @param allocator its name: `glibc 2.36`
  /// @param frame what is around its chunks; [ChunkFrame#NONE] where nobody told, as in a file
  /// @param release how the allocator gives memory back
  public record NamedArena(String allocator, Arena arena, ChunkFrame frame, ReleaseRule release) {
    /// An arena of whose chunks nothing is told.
    public NamedArena(String allocator, Arena arena) {
      this(allocator, arena, ChunkFrame.NONE, ReleaseRule.NONE);
    }
  }

  /// A heap of an arena.
  ///
  /// @param arena id of the arena
  /// @param start first address
  /// @param end address after the last
  public record Range(int arena, long start, long end) {}

  /// Of allocators that tell nothing.
  public Heaps(List<NamedArena> arenas, List<Range> ranges) {
    this(arenas, ranges, List.of());
  }

  /// No arena has this id.
  public static final int NONE = -1;

  public Heaps {
    arenas = List.copyOf(arenas);
    ranges = List.copyOf(ranges);
    figures = List.copyOf(figures);
  }

  /// {@return what a program calls to have whole free pages given back; empty where there is
  /// nothing of which it can be foretold what it does}
  public String releaseCall() {
    return arenas.stream()
        .map(each -> each.release().call())
        .filter(call -> !call.isEmpty())
        .findFirst()
        .orElse("the allocator's release call");
  }

  /// {@return id of the arena of chunks with a mapping of their own, or [#NONE]}
  public int ofMappedChunks() {
    for (int id = 0; id < arenas.size(); id++) {
      if (arenas.get(id).arena().kind() == Arena.Kind.MAPPED) {
        return id;
      }
    }
    return NONE;
  }
}
