package dev.fathom.report.metrics;

import dev.fathom.model.family.Family;
import dev.fathom.model.family.Worker;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What the processes of each target share that were forked from one another, at the last look.
final class WorkerFamilies {
  private final Map<String, Family> families = new TreeMap<>();

  /// Tells from now on how a target's processes are related; nothing where they are not.
  void add(String target, Family family) {
    families.put(target, family);
  }

  List<MetricFamily> all() {
    MetricFamily cost =
        MetricFamily.gauge(
            "fathom_worker_cost_bytes",
            "bytes",
            "What one more forked process costs: the median of what each has for itself.");
    families.forEach((target, family) -> {
      if (workers(family).findAny().isPresent()) {
        family
            .capacity()
            .ifPresent(capacity -> cost.add(capacity.delta(), new Label("target", target)));
      }
    });
    return List.of(
        cost,
        bytes(
            "shared",
            "In common with the process that it was forked from.",
            Worker::sharedWithParent),
        bytes(
            "unshared",
            "Shared at the fork and no longer: one of them has written to it.",
            Worker::unshared),
        bytes("grown", "Of its own, taken since the fork.", Worker::grown));
  }

  private MetricFamily bytes(String name, String help, ToLongFunction<Worker> figure) {
    MetricFamily all = MetricFamily.gauge("fathom_worker_" + name + "_bytes", "bytes", help);
    families.forEach((target, family) ->
        workers(family)
            .forEach(worker ->
                all.add(
                    figure.applyAsLong(worker),
                    new Label("target", target),
                    new Label("pid", Integer.toString(worker.process())))));
    return all;
  }

  /// Those that share memory with another one because of a fork.
  private static Stream<Worker> workers(Family family) {
    return family.workers().stream().filter(worker -> worker.kinship() != Worker.Kinship.STRANGER);
  }
}
