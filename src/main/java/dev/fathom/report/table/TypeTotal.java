package dev.fathom.report.table;

import dev.fathom.model.family.Family;
import dev.fathom.model.family.Unsharing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What writes to objects of one type broke in all workers together.
///
/// @param type its name, of the target's choosing
/// @param bytes its part of the pages that are not shared any more
public record TypeTotal(String type, long bytes) {
  /// {@return one for each type, the largest first}
  public static List<TypeTotal> of(Family family) {
    Map<String, Long> sums = new HashMap<>();
    family.workers().stream()
        .flatMap(worker -> worker.unsharing().types().stream())
        .forEach((Unsharing.TypeShare type) -> sums.merge(type.name(), type.bytes(), Long::sum));
    return sums.entrySet().stream()
        .map(each -> new TypeTotal(each.getKey(), each.getValue()))
        .sorted(
            Comparator.comparingLong(TypeTotal::bytes).reversed().thenComparing(TypeTotal::type))
        .toList();
  }
}
