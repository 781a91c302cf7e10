package dev.fathom.ask.workers;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.analysis.paths.PathSearch;
import dev.fathom.model.Findings;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.Worker;
import java.util.List;
import java.util.Optional;

/// Who owns the objects that a family's workers wrote to.
public final class WrittenOwners {
  private static final int OWNERS = 5;

  private WrittenOwners() {}

  /// {@return those of the worker that has un-shared the most}
  static List<ObjectPath> of(Family family) {
    return of(family, Optional.empty());
  }

  /// The same where one of the processes has been analysed.
  public static List<ObjectPath> of(Family family, Analysis known) {
    return of(family, Optional.of(known));
  }

  private static List<ObjectPath> of(Family family, Optional<Analysis> known) {
    Optional<Worker> worst =
        family.workers().stream()
            .filter(worker -> !worker.unsharing().written().isEmpty())
            .max((one, other) -> Long.compare(one.unshared(), other.unshared()));
    if (worst.isEmpty()) {
      return List.of();
    }
    Findings findings = family.findings().get(worst.get().parent());
    if (findings == null || findings.objects().count() == 0) {
      return List.of();
    }
    int[] written =
        worst.get().unsharing().written().stream().mapToInt(Integer::intValue).distinct().toArray();
    Analysis analysis =
        known
            .filter(analysed -> analysed.findings().equals(findings))
            .orElseGet(() -> Analysis.of(findings));
    return PathSearch.shortest(analysis, written, OWNERS);
  }
}
