package dev.fathom.lab.sketch;

import dev.fathom.lab.machine.TableUse;
import java.util.List;
import java.util.Locale;

/// What a page table costs, in memory and at each access.
public final class TableCost {
  private TableCost() {}

  /// {@return it in words}
  ///
  /// @param tableBytes of one table of the tree
  public static List<String> of(TableUse use, int tableBytes) {
    return List.of(
        String.format(Locale.ROOT, "pages in the table: %,d", use.pages()),
        String.format(
            Locale.ROOT, "as one list, an entry for every page      %,14d bytes", use.flatBytes()),
        String.format(
            Locale.ROOT,
            "as a tree of %d levels: %,6d × %,5d      %,14d bytes",
            use.levels(),
            use.tables(),
            tableBytes,
            use.treeBytes()),
        String.format(
            Locale.ROOT,
            "%,d bytes asked for: %,d translations were known, %,d walks read %,d tables",
            use.accesses(),
            use.accesses() - use.walks(),
            use.walks(),
            use.reads()));
  }
}
