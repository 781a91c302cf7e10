package dev.fathom.report.table;

import dev.fathom.model.family.Family;
import dev.fathom.model.family.Worker;
import java.util.List;
import java.util.Optional;

/// A process of a family beside the one that it is compared with.
///
/// @param worker the process
/// @param with the number of the other; empty for the head
public record ComparedWorker(Worker worker, Optional<Long> with) {
  /// {@return all of a family, in its order}
  public static List<ComparedWorker> of(Family family) {
    return family.members().stream()
        .map(worker -> new ComparedWorker(worker, with(family, worker)))
        .toList();
  }

  private static Optional<Long> with(Family family, Worker worker) {
    return worker.parent() < 0
        ? Optional.empty()
        : Optional.of((long) family.members().get(worker.parent()).process());
  }
}
