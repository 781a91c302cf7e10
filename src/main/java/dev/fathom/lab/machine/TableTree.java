package dev.fathom.lab.machine;

import java.util.HashSet;
import java.util.Set;

/// How a page table is kept that may be for any of many pages: as a tree of tables, each a page
/// long, of which only those are there that lead to something.
final class TableTree {
  private final int entries;
  private final int levels;

  TableTree(Shape shape) {
    this.entries = Math.max(2, shape.pageSize() / TableUse.ENTRY_BYTES);
    int deep = 1;
    for (long covered = entries; covered < shape.pages(); covered *= entries) {
      deep++;
    }
    this.levels = deep;
  }

  int levels() {
    return levels;
  }

  /// {@return tables that lead to these pages: the root always}
  long tables(Iterable<Integer> pages) {
    long tables = 1;
    long covered = entries;
    for (int level = 1; level < levels; level++) {
      Set<Long> there = new HashSet<>();
      for (int page : pages) {
        there.add(page / covered);
      }
      tables += there.size();
      covered *= entries;
    }
    return tables;
  }
}
