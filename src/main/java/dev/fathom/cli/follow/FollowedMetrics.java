package dev.fathom.cli.follow;

import dev.fathom.model.watch.TargetReading;
import dev.fathom.report.metrics.MetricsFormat;
import dev.fathom.report.metrics.MetricsText;
import dev.fathom.survey.watch.FollowedProcesses;
import java.time.Duration;
import java.util.List;

/// The metrics of what is followed, as they are whenever somebody asks.
final class FollowedMetrics {
  /// Whoever asks again within so long hears the same: several collectors cost what one does.
  private static final long FRESH_NANOS = 1_000_000_000;

  private final FollowedProcesses processes;
  private final MetricsText text;
  private List<TargetReading> last;
  private long lastAt;

  FollowedMetrics(FollowedProcesses processes, MetricsText text) {
    this.processes = processes;
    this.text = text;
    this.last = processes.take();
    this.lastAt = System.nanoTime();
  }

  synchronized List<TargetReading> readings() {
    if (System.nanoTime() - lastAt >= FRESH_NANOS) {
      last = processes.take();
      lastAt = System.nanoTime();
    }
    return last;
  }

  byte[] write(MetricsFormat format) {
    long cpu = ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    return text.write(readings(), cpu, format);
  }

  boolean isOver() {
    return processes.isOver();
  }
}
