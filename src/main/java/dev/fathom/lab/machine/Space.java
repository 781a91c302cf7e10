package dev.fathom.lab.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Areas and their page table. Threads have one in common and their stacks each in one of its own.
final class Space {
  private static final int TRANSLATIONS = 256;

  final List<MachineArea> areas = new ArrayList<>();
  final NavigableMap<Integer, PageEntry> table = new TreeMap<>();
  int users = 1;

  /// The last translations: what on a real machine is the TLB. Only speed depends on them.
  private final @Nullable PageEntry[] translations = new PageEntry[TRANSLATIONS];

  private final int[] translated = new int[TRANSLATIONS];

  @Nullable PageEntry entry(int page) {
    int slot = page & TRANSLATIONS - 1;
    @Nullable PageEntry known = translations[slot];
    if (known != null && translated[slot] == page && known.frame != null) {
      return known;
    }
    @Nullable PageEntry entry = table.get(page);
    if (entry != null) {
      translations[slot] = entry;
      translated[slot] = page;
    }
    return entry;
  }

  /// An entry that is dropped has no frame any more and needs no telling; one that moves does.
  void forgetTranslations() {
    Arrays.fill(translations, null);
  }

  @Nullable MachineArea areaOf(int page) {
    for (MachineArea area : areas) {
      if (area.contains(page)) {
        return area;
      }
    }
    return null;
  }

  /// {@return the stack that may grow down to the page}
  @Nullable MachineArea growing(int page) {
    for (MachineArea area : areas) {
      if (page < area.first() && page >= area.growsTo()) {
        return area;
      }
    }
    return null;
  }
}
