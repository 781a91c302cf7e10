package dev.fathom.lab.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Areas and their page table. Threads have one in common and their stacks each in one of its own.
final class Space {
  final List<Area> areas = new ArrayList<>();
  final NavigableMap<Integer, PageEntry> table = new TreeMap<>();
  int users = 1;

  @Nullable Area areaOf(int page) {
    for (Area area : areas) {
      if (area.contains(page)) {
        return area;
      }
    }
    return null;
  }

  /// {@return the stack that may grow down to the page}
  @Nullable Area growing(int page) {
    for (Area area : areas) {
      if (page < area.first() && page >= area.growsTo()) {
        return area;
      }
    }
    return null;
  }
}
