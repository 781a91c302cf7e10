package dev.fathom.malloc;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;

/// Hears what a walk over an allocator's memory finds.
public interface ChunkSink extends Violations {
  /// One chunk.
  ///
  /// @param start first address, the allocator's header included
  /// @param end address after the last
  /// @param payload first address of what the program may use; `start` where there is no payload
  /// @param payloadEnd address after the last one of the payload
  /// @param window holds at least the first 64 bytes of the payload, or all of a shorter one
  void chunk(long start, long end, long payload, long payloadEnd, ChunkState state, Window window);
}
