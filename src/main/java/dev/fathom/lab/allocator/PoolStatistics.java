package dev.fathom.lab.allocator;

import java.util.List;

/// What `sys._debugmallocstats()` of CPython counts.
///
/// @param arenas that there are now
/// @param highestArenas the most that there were at once
/// @param unusedPools pools of these arenas that no block is live in
/// @param pools in use, by size class: 16 bytes, 32, and so on
/// @param blocks that are live, by size class
/// @param available free blocks of the pools in use, by size class
public record PoolStatistics(
    int arenas,
    int highestArenas,
    int unusedPools,
    List<Integer> pools,
    List<Integer> blocks,
    List<Integer> available) {
  private static final int CLASS_BYTES = 16;

  public PoolStatistics {
    pools = List.copyOf(pools);
    blocks = List.copyOf(blocks);
    available = List.copyOf(available);
  }

  /// {@return all pools in use}
  public int usedPools() {
    return pools.stream().mapToInt(Integer::intValue).sum();
  }

  /// {@return bytes in live blocks, rounded up to their classes}
  public long liveBytes() {
    long bytes = 0;
    for (int index = 0; index < blocks.size(); index++) {
      bytes += (long) blocks.get(index) * (index + 1) * CLASS_BYTES;
    }
    return bytes;
  }
}
