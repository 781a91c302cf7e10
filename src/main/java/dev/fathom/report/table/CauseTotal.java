package dev.fathom.report.table;

import dev.fathom.model.family.Cause;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.Unsharing;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What one cause broke in all workers together.
///
/// @param cause its id
/// @param label what it is
/// @param bytes its part of the pages that are not shared any more
/// @param changed bytes that differ because of it
/// @param pages that nothing else broke
public record CauseTotal(String cause, String label, long bytes, long changed, long pages) {
  /// {@return one for each cause that there is, the largest first}
  public static List<CauseTotal> of(Family family) {
    Map<Cause, CauseTotal> totals = new EnumMap<>(Cause.class);
    family.workers().stream()
        .flatMap(worker -> worker.unsharing().causes().stream())
        .forEach(share -> totals.merge(share.cause(), of(share), CauseTotal::plus));
    return totals.values().stream()
        .sorted(Comparator.comparingLong(CauseTotal::bytes).reversed())
        .toList();
  }

  private static CauseTotal of(Unsharing.CauseShare share) {
    Cause cause = share.cause();
    return new CauseTotal(cause.id(), cause.label(), share.bytes(), share.changed(), share.pages());
  }

  /// {@return this and another together, under the name of this one}
  public CauseTotal plus(CauseTotal other) {
    return new CauseTotal(
        cause, label, bytes + other.bytes, changed + other.changed, pages + other.pages);
  }
}
