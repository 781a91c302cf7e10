package dev.fathom.report.metrics;

import dev.fathom.model.watch.ProcessReading;
import dev.fathom.model.watch.Sample;
import dev.fathom.model.watch.TargetReading;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/// What the kernel counts of the processes that are followed.
final class ProcessFamilies {
  /// Of one target, so many are told apart.
  private static final int MOST_PROCESSES = 100;

  private ProcessFamilies() {}

  static List<MetricFamily> of(List<TargetReading> targets) {
    MetricFamily count =
        MetricFamily.gauge(
            "fathom_target_processes", "", "How many processes there are of a target.");
    for (TargetReading target : targets) {
      count.add(target.processes().size(), new Label("target", target.target()));
    }
    return List.of(
        count,
        bytes(targets, "resident", "In memory (Rss); the kernel's counter.", Sample::rss),
        bytes(
            targets,
            "proportional",
            "In memory, each page divided by how many map it (Pss); asked for in turn.",
            Sample::pss),
        bytes(
            targets,
            "unique",
            "In memory and mapped by no other process: what would be freed if it ended (USS); asked for in turn.",
            Sample::uss),
        bytes(targets, "swap", "In the swap area.", Sample::swap),
        bytes(
            targets,
            "virtual",
            "Addresses that are mapped, in memory or not.",
            sample -> sample.mapped().bytes()),
        bytes(
            targets,
            "page_tables",
            "What its page tables take, in no Rss.",
            sample -> sample.accounts().pageTables()));
  }

  private static MetricFamily bytes(
      List<TargetReading> targets, String name, String help, ToLongFunction<Sample> figure) {
    MetricFamily family = MetricFamily.gauge("fathom_process_" + name + "_bytes", "bytes", help);
    for (TargetReading target : targets) {
      List<ProcessReading> processes = target.processes();
      int told = Math.min(processes.size(), MOST_PROCESSES);
      for (ProcessReading process : processes.subList(0, told)) {
        long value = figure.applyAsLong(process.sample());
        if (value != Sample.UNKNOWN) {
          family.add(
              value,
              new Label("target", target.target()),
              new Label("pid", Integer.toString(process.process())),
              new Label("program", process.program()));
        }
      }
      long[] others =
          processes.subList(told, processes.size()).stream()
              .mapToLong(each -> figure.applyAsLong(each.sample()))
              .filter(value -> value != Sample.UNKNOWN)
              .toArray();
      if (others.length > 0) {
        family.add(
            Arrays.stream(others).sum(),
            new Label("target", target.target()),
            new Label("pid", Label.OTHERS),
            new Label("program", Label.OTHERS));
      }
    }
    return family;
  }
}
