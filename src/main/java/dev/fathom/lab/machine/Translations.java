package dev.fathom.lab.machine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The translations that the processor remembers (TLB): of one task, the [#MOST] pages that were
/// used last.
final class Translations {
  static final int MOST = 64;

  private final Map<Integer, Boolean> known =
      new LinkedHashMap<>(MOST, 1, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
          return size() > MOST;
        }
      };

  private @Nullable Task of;

  /// Notes that a page is used.
  ///
  /// @return whether it was not known, so that the tables must be read
  boolean miss(Task task, int page) {
    if (of != task) { // another page table: nothing of what is known holds
      of = task;
      known.clear();
    }
    return known.put(page, true) == null;
  }
}
