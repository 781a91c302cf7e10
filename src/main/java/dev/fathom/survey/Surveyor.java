package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import java.util.List;

/// Looks at targets that somebody else holds.
///
/// @param allocators those to look for, in this order
/// @param runtimes those to look for; all that are found are read
public record Surveyor(List<Allocator> allocators, List<Runtime> runtimes) {
  private static final int BLOCK_BYTES = 1 << 20;

  /// What a look at one target has found.
  ///
  /// @param allocators that allocate in it
  public record Surveyed(Findings findings, List<Allocator.Recognised> allocators) {
    /// {@return the chunks that a process has which was forked from that target, in some of its
    /// memory} Objects are not looked for. **Cost**: 10 ns a chunk of each heap of which anything
    /// is wanted.
    ///
    /// @param fork held, too
    public Extents chunksOf(Target fork, Wanted wanted) {
      Recorder recorder = new Recorder(() -> false, wanted);
      List<Area> areas = AddressSpace.areas(fork);
      try (Window window = new Window(fork.memory(), BLOCK_BYTES)) {
        Sweep.of(fork, areas, allocators, List.of(), recorder, window).all();
      }
      recorder.join();
      return recorder.chunks.build();
    }
  }

  /// {@return all that is to be known of a target}
  public Surveyed survey(Target target) throws ProcessAccessException {
    return Survey.with(this, target);
  }
}
