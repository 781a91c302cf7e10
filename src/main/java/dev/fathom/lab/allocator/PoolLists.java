package dev.fathom.lab.allocator;

import java.util.List;

/// Where CPython's allocator looks for a block: the pools of each size class that have one, and the
/// arenas that have a pool.
///
/// @param classes those that have such a pool, the smallest first
/// @param arenas in the order in which they are asked
public record PoolLists(List<SizeClass> classes, List<Arena> arenas) {
  /// An entry of `usedpools`.
  ///
  /// @param pools in the order in which they are asked
  public record SizeClass(int blockBytes, List<Pool> pools) {}

  /// A pool that has something live and something free.
  ///
  /// @param chain its free blocks, the next to be handed out first, at most so many as are drawn
  /// @param chained how many there are on that chain
  /// @param uncut how many more have never been handed out, beside those on the chain
  public record Pool(
      long address, int used, int capacity, List<Long> chain, int chained, int uncut) {}

  /// An arena with free pools.
  ///
  /// @param emptied those on its list: pools that were in use once, at most so many as are drawn
  /// @param uncut how many more have never been in use
  public record Arena(long address, int free, int total, List<Long> emptied, int uncut) {}
}
