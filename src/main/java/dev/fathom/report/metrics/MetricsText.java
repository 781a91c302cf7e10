package dev.fathom.report.metrics;

import dev.fathom.model.family.Family;
import dev.fathom.model.watch.TargetReading;
import java.util.ArrayList;
import java.util.List;

/// All that is told to a collector. Looks and questions may come on several threads.
public final class MetricsText {
  private static final double NANOS = 1e9;

  private final LookFamilies looks = new LookFamilies();
  private final WorkerFamilies workers = new WorkerFamilies();

  /// Tells from now on what a look found.
  public synchronized void add(String target, LookFigures figures) {
    looks.add(target, figures);
  }

  /// Tells from now on what a target's processes share.
  public synchronized void add(String target, Family family) {
    workers.add(target, family);
  }

  /// Counts a look that was not possible.
  public synchronized void addFailure(String target) {
    looks.addFailure(target);
  }

  /// {@return all of it}
  ///
  /// @param cpuNanos what Fathom itself has cost so far
  public synchronized byte[] write(
      List<TargetReading> targets, long cpuNanos, MetricsFormat format) {
    List<MetricFamily> families = new ArrayList<>(ProcessFamilies.of(targets));
    families.addAll(looks.all());
    families.addAll(workers.all());
    MetricFamily cost =
        MetricFamily.counter("process_cpu_seconds", "seconds", "What Fathom itself has taken.");
    cost.addSeconds(cpuNanos / NANOS);
    families.add(cost);
    return format.write(families);
  }
}
