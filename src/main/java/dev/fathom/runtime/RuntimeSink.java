package dev.fathom.runtime;

import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.ObjectRole;

/// Hears what a walk over a runtime's memory finds: blocks and objects in address order.
public interface RuntimeSink extends Violations {
  /// The arena of a pool whose runtime numbers none.
  int NO_ARENA = PoolTable.NO_ARENA;

  /// One block, or a run of free ones.
  void block(long start, long end, BlockState state);

  /// One pool of equal blocks.
  ///
  /// @param address its first byte
  /// @param blockBytes size of its blocks
  /// @param capacity how many it can hold
  /// @param live how many of them are handed out
  /// @param arena the runtime's number of the arena that it was cut from, or [#NO_ARENA]
  void pool(long address, int blockBytes, int capacity, int live, int arena);

  /// One object.
  ///
  /// @param address the object's own address, as its runtime knows it
  /// @param type id of its type
  /// @param shallow its own size in bytes, what the runtime puts before it included
  default void object(long address, int type, long shallow) {
    object(address, type, shallow, 0, ObjectRole.ORDINARY, 0);
  }

  /// The same with what the interpreter needs it for.
  ///
  /// @param headBytes how many of the bytes right before the object are the garbage collector's
  /// @param role what it is to the interpreter
  /// @param references how many the interpreter counts to it; 0 where it does not
  void object(
      long address, int type, long shallow, int headBytes, ObjectRole role, long references);

  /// Whether the contents of strings are wanted too, as spellings; else only names are told.
  default boolean values() {
    return false;
  }
}
