package dev.fathom.lab.machine;

/// What the page table of a task takes, and what looking pages up in it took.
///
/// @param pages that are in it: in a frame or in swap
/// @param levels tables on the way to a page, if the table is a tree of tables of a page each
/// @param tables that such a tree needs for them
/// @param treeBytes what these take
/// @param flatBytes what one table with an entry for every page would take
/// @param accesses bytes that were asked for
/// @param walks how often the tables had to be read for that: the translation was not known
public record TableUse(
    int pages, int levels, long tables, long treeBytes, long flatBytes, long accesses, long walks) {
  /// Bytes of an entry.
  public static final int ENTRY_BYTES = 8;

  /// {@return tables that were read, one for each level at each walk}
  public long reads() {
    return walks * levels;
  }
}
