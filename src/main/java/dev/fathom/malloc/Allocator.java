package dev.fathom.malloc;

import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;

/// One malloc implementation.
public interface Allocator {
  /// Looks for this allocator in a target that may be running: finds what stays where it is, such
  /// as the address of the main arena.
  Optional<Recognised> recognise(Target target);

  /// An allocator found in one target.
  interface Recognised {
    /// {@return its name with its version, as far as that shows: `glibc 2.36`}
    String name();

    /// Whether a target that is held still was not stopped in the middle of an allocation, as far
    /// as that shows in a moment: a lock that is held, a list that is not closed.
    default boolean atRest(Target target) {
      return true;
    }

    /// Begins a walk over a target that is held still.
    ///
    /// @param words for scattered reads during this hold
    Walk begin(Target target, Words words, ChunkSink sink);
  }

  /// The walk over the chunks of one allocator, during one hold.
  interface Walk {
    /// {@return the ranges that the allocator knows to be its own, in address order}
    List<Segment> segments();

    /// {@return its arenas, in the order of their numbers; a segment of an arena that is not among
    /// them stands for itself}
    default List<Arena> arenas() {
      return List.of();
    }

    /// {@return what is around its chunks}
    default ChunkFrame frame() {
      return ChunkFrame.NONE;
    }

    /// {@return what it recognises in memory that no segment covers}
    List<Claimant> claimants();

    /// Streams the chunks of a segment, up to the first that begins at or above `until`. The
    /// window's range has been set to that.
    void walk(Segment segment, long until, Window window);
  }
}
