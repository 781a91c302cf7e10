package dev.fathom.model.family;

import dev.fathom.model.MemoryLimit;
import java.util.Comparator;
import java.util.List;

/// What one more worker costs, and how many fit; bytes.
///
/// @param delta of one more worker as they are now: the median of theirs
/// @param decayedDelta of one that shares as little as the oldest does
/// @param oldest process id of that one
/// @param limit what bounds them
/// @param workers how many fit as they are now, those that there are included
/// @param decayedWorkers how many would fit if all shared as little as the oldest
public record Capacity(
    long delta,
    long decayedDelta,
    int oldest,
    MemoryLimit limit,
    long workers,
    long decayedWorkers) {

  /// {@return what one more worker costs, and how many fit}
  ///
  /// @param workers at least one
  public static Capacity of(List<Worker> workers, MemoryLimit limit) {
    List<Long> costs = workers.stream().map(Worker::cost).sorted().toList();
    long delta = Math.max(1, costs.get(costs.size() / 2));
    Worker oldest =
        workers.stream()
            .min(
                Comparator.<Worker>comparingLong(worker -> worker.stat().startTicks())
                    .thenComparing(Comparator.comparingLong(Worker::cost).reversed()))
            .orElseThrow();
    long decayed = Math.max(delta, oldest.cost());
    long decay = workers.stream().mapToLong(each -> Math.max(0, decayed - each.cost())).sum();
    return new Capacity(
        delta,
        decayed,
        oldest.process(),
        limit,
        workers.size() + limit.available() / delta,
        Math.max(0, workers.size() + Math.floorDiv(limit.available() - decay, decayed)));
  }
}
