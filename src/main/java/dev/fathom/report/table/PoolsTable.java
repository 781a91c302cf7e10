package dev.fathom.report.table;

import dev.fathom.analysis.account.fragmentation.PoolUse;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What pools of a runtime's own allocator are used for.
public final class PoolsTable {
  /// By the size of their blocks.
  public static final TableSpec<PoolUse> CLASSES =
      of(
          "poolClasses",
          "POOLS OF",
          "pools with blocks of one size",
          Column.bytes(
              "blockBytes",
              "block",
              "the size of a block; 0 for memory that no pool was cut from",
              PoolUse::key));

  /// By the arena that they are in.
  public static final TableSpec<PoolUse> ARENAS =
      of(
          "poolArenas",
          "POOL ARENA",
          "the pools of one arena",
          Column.id("arena", "arena", "its number", PoolUse::key));

  private PoolsTable() {}

  private static TableSpec<PoolUse> of(
      String id, String title, String meaning, Column<PoolUse> key) {
    return new TableSpec<>(
        id,
        title,
        meaning,
        List.of(
            key,
            Column.address("address", "address", "where the first pool begins", PoolUse::start),
            Column.count("pools", "pools", "how many there are", PoolUse::pools),
            Column.count("blocks", "blocks", "how many are handed out", PoolUse::blocks),
            Column.bytes("live", "live", "what these take", PoolUse::live),
            Column.bytes("free", "free", "blocks that are not handed out", PoolUse::free),
            Column.bytes(
                "trapped",
                "trapped",
                "in memory, free, on a page with something that is in use",
                PoolUse::trapped),
            Column.bytes("resident", "resident", "in memory", PoolUse::resident),
            Column.bytes(
                "largestFree",
                "largest",
                "the largest run of free blocks side by side",
                PoolUse::largestFree)));
  }
}
