package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Region;
import dev.fathom.model.memory.ChunkState;

/// A stretch of slices that are for one thing: a page of blocks, or none.
sealed interface MiStretch extends Region {
  /// Slices that have no blocks.
  record Plain(long start, long end, ChunkState state) implements MiStretch {}

  /// Slices of a page of blocks.
  record Blocks(MiPage page) implements MiStretch {
    @Override
    public long start() {
      return page.start();
    }

    @Override
    public long end() {
      return page.end();
    }
  }
}
