package dev.fathom.malloc;

import dev.fathom.model.memory.AllocatorFigure;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ReleaseRule;
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

  /// {@return how this allocator gives memory back to the kernel; empty where the name is
  /// another's}
  ///
  /// @param name the allocator's, with its version, as [Recognised#name] tells it
  Optional<ReleaseRule> release(String name);

  /// An allocator found in one target.
  interface Recognised {
    /// {@return its name with its version, as far as that shows: `glibc 2.36`}
    String name();

    /// {@return how it gives memory back to the kernel}
    ReleaseRule release();

    /// Whether a target that is held still was not stopped in the middle of an allocation, as far
    /// as that shows in a moment: a lock that is held, a list that is not closed.
    default boolean atRest(Target target) {
      return true;
    }

    /// Says what of a target that is held still is its own, from its own tables.
    ///
    /// @param words for scattered reads during this hold
    Announcement announce(Target target, Words words, Violations violations);
  }

  /// What one allocator has during one hold. It does not change: its segments may be walked one by
  /// one in any order, each stretch of them by another thread.
  interface Announcement {
    /// {@return the ranges that the allocator knows to be its own, in address order}
    List<Segment> segments();

    /// {@return its arenas, in the order of their numbers; a segment of an arena that is not among
    /// them stands for itself}
    default List<Arena> arenas() {
      return List.of();
    }

    /// {@return what it has in its own variables: limits and counts}
    default List<AllocatorFigure> figures() {
      return List.of();
    }

    /// {@return static data in which its own lists lie: what leads from there to memory that it
    /// handed out is a link of a list, and holds nothing}
    default List<Segment> lists() {
      return List.of();
    }

    /// {@return what is around its chunks}
    default ChunkFrame frame() {
      return ChunkFrame.NONE;
    }

    /// {@return who walks; for one thread}
    ///
    /// @param words of that thread
    Walk walk(Words words, ChunkSink sink);
  }

  /// Walks over what was announced. Nothing is kept from one call to the next.
  interface Walk {
    /// {@return what it recognises in memory that no segment covers}
    default List<Claimant> claimants() {
      return List.of();
    }

    /// Streams the chunks of a stretch of a segment: those that begin in `[from, until)`. The
    /// window's range has been set to its end.
    ///
    /// @param from where the segment begins, or what was returned for the stretch before
    /// @return where the next stretch begins: at the first chunk at or above `until`, or at the
    ///   segment's end
    long walk(Segment segment, long from, long until, Window window);

    /// {@return the first address in `[from, until)` at which a chunk begins, as far as memory from
    /// there on shows; `until` where it does not show} For who looks at a part of a segment alone.
    default long begin(Segment segment, long from, long until) {
      return until;
    }
  }
}
