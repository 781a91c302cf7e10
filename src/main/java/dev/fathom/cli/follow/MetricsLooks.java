package dev.fathom.cli.follow;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.report.ReportQuestion;
import dev.fathom.ask.workers.WorkersQuestion;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.ProcessReading;
import dev.fathom.model.watch.TargetReading;
import dev.fathom.report.metrics.LookFigures;
import dev.fathom.report.metrics.MetricsText;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Looks at the objects of each target now and then: of several processes at the largest, and then
/// at that one until it ends, so that what is told does not jump from one to another.
final class MetricsLooks {
  /// For looks that took a second, so many pass before the next: each holds a process.
  private static final long REST = 9;

  /// So many processes of a target are compared, the largest: all of them are held for it.
  private static final int MOST_COMPARED = 100;

  private final FollowedMetrics metrics;
  private final MetricsText text;
  private final Pause pause;
  private final Consumer<String> complain;
  private final Map<String, Integer> chosen = new HashMap<>();
  private final Map<String, String> complaints = new HashMap<>();

  /// @param complain is told in one line why there was no look; of the same reason once
  MetricsLooks(FollowedMetrics metrics, MetricsText text, Pause pause, Consumer<String> complain) {
    this.metrics = metrics;
    this.text = text;
    this.pause = pause;
    this.complain = complain;
  }

  /// Looks again and again.
  ///
  /// @param millis from look to look, at least
  void lookUntil(CountDownLatch ended, long millis) {
    try {
      long wait = 0;
      while (!ended.await(wait, TimeUnit.MILLISECONDS)) {
        long before = System.nanoTime();
        look();
        wait = Math.max(millis, REST * (System.nanoTime() - before) / 1_000_000);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Looks at each target once.
  ///
  /// @return whether all looks were possible
  boolean look() {
    boolean all = true;
    for (TargetReading target : metrics.readings()) {
      Optional<Integer> process = process(target);
      all &= process.isEmpty() || look(target.target(), process.get());
      all &= target.processes().size() < 2 || compare(target);
    }
    return all;
  }

  private Optional<Integer> process(TargetReading target) {
    List<Integer> there = target.processes().stream().map(ProcessReading::process).toList();
    Integer last = chosen.get(target.target());
    if (last != null && there.contains(last)) {
      return Optional.of(last);
    }
    there.stream().findFirst().ifPresent(largest -> chosen.put(target.target(), largest));
    return there.stream().findFirst();
  }

  private boolean look(String target, int process) {
    try {
      long taken = System.currentTimeMillis();
      Analysis analysis = Analysis.of(Look.atProcess(process, pause, Depth.ALL));
      text.add(
          target,
          LookFigures.of(new ReportQuestion(LookFigures.MOST_NAMED).answer(analysis), taken));
      complaints.remove(target);
      return true;
    } catch (ProcessAccessException refused) {
      failed(target, String.valueOf(refused.getMessage()));
    } catch (RuntimeException bug) {
      failed(target, "internal error: " + bug);
    } catch (OutOfMemoryError exhausted) {
      failed(
          target,
          "the memory that Java may use is too small to look at process "
              + process
              + ": start again with FATHOM_JAVA_OPTIONS=-Xmx…");
    }
    return false;
  }

  /// Looks at what its processes share, by their page tables alone.
  private boolean compare(TargetReading target) {
    List<Integer> processes =
        target.processes().stream().limit(MOST_COMPARED).map(ProcessReading::process).toList();
    try {
      text.add(target.target(), new WorkersQuestion(processes, pause, false, false).look());
      return true;
    } catch (ProcessAccessException refused) {
      failed(target.target(), String.valueOf(refused.getMessage()));
      return false;
    }
  }

  private void failed(String target, String why) {
    text.addFailure(target);
    if (!why.equals(complaints.put(target, why))) {
      complain.accept(why);
    }
  }
}
