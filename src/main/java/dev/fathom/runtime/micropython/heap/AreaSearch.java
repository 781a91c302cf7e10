package dev.fathom.runtime.micropython.heap;

import dev.fathom.malloc.StaticData;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/// Finds the areas of the collector by what must hold between the words of their structs.
public final class AreaSearch {
  /// A build that adds areas doubles its heap each time (`gc_try_add_heap`, `py/gc.c`).
  private static final int MOST_AREAS = 64;

  private AreaSearch() {}

  /// {@return where the struct of the first area stands, in the variables of a module} **Cost**:
  /// see [StaticData#find].
  public static OptionalLong find(Target target) {
    Words words = new Words(target.memory());
    return StaticData.find(target, address -> GcArea.at(address, words, target) != null);
  }

  /// {@return the areas of a target that is held, in address order} The first stands in a variable;
  /// where the heap is split (`MICROPY_GC_SPLIT_HEAP`) the others are linked to it, by a word
  /// before.
  static List<GcArea> areas(long first, Words words, Target target) {
    List<GcArea> areas = new ArrayList<>();
    GcArea area = GcArea.at(first, words, target);
    long state = first;
    while (area != null && areas.size() < MOST_AREAS && !isKnown(areas, area)) {
      areas.add(area);
      long next = words.u64(state - Long.BYTES);
      // In a build without links some other number stands there.
      state = next + Long.BYTES;
      area =
          next > 0 && next % Long.BYTES == 0 && StaticData.leadsToMemory(target, next)
              ? GcArea.at(state, words, target)
              : null;
    }
    areas.sort(Comparator.comparingLong(GcArea::poolStart));
    return List.copyOf(areas);
  }

  private static boolean isKnown(List<GcArea> areas, GcArea area) {
    return areas.stream()
        .anyMatch(each -> each.table() < area.poolEnd() && area.table() < each.poolEnd());
  }
}
