package dev.fathom.ask.experiment;

import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.experiment.ExperimentProgram;
import dev.fathom.survey.experiment.ProcessFigures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What does one more worker take: one that is started, one that is forked, a thread?
final class WorkersExperiment implements Experiment {
  private static final long HEAP = 64L << 20;

  private final Story story = Story.of("workers");

  @Override
  public Story story() {
    return story;
  }

  /// How a worker comes to be.
  private enum Way {
    STARTED("started"),
    FORKED("forked"),
    THREAD("thread");

    private final String word;

    Way(String word) {
      this.word = word;
    }
  }

  /// A moment at which a worker had come.
  ///
  /// @param together what all take, each page once (divided where others map it, too)
  /// @param own what the newest has alone, and what it itself read of that
  private record Step(long together, long own, long told, long micros) {}

  private record Trial(String title, Way way, List<Step> steps) {
    long delta(int step) {
      return steps.get(step).together() - steps.get(step - 1).together();
    }

    /// {@return the median of what each further one took}
    long delta() {
      return median(IntStream.range(1, steps.size()).mapToObj(this::delta).toList());
    }

    long micros() {
      return median(steps.stream().skip(1).map(Step::micros).toList());
    }

    private static long median(List<Long> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }
  }

  @Override
  public ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException {
    ExperimentOutcome.Draft draft = new ExperimentOutcome.Draft(story, setting.items());
    List<List<Object>> rows =
        draft.table(
            "workers",
            "WORKERS",
            new DataColumn("way", "", Kind.TEXT, "how each further one comes to be"),
            DataColumn.INTERPRETER,
            new DataColumn("count", "further", Kind.COUNT, "how many beside the first"),
            new DataColumn(
                "together",
                "all take",
                Kind.BYTES,
                "all together, each page counted once (divided where others of the machine map it,"
                    + " too)"),
            new DataColumn("delta", "Δ", Kind.BYTES, "of that, since the one before"),
            new DataColumn(
                "own",
                "its own",
                Kind.BYTES,
                "what the newest has in memory alone; not of threads"),
            new DataColumn("told", "", Kind.BYTES, "the same, as the program itself read it"),
            new DataColumn(
                "micros", "µs", Kind.COUNT, "until the newest had done its work: microseconds"));
    List<Chart.Series> series = new ArrayList<>();
    for (String interpreter : setting.interpreters()) {
      try {
        List<Trial> trials = new ArrayList<>();
        for (Way way : Way.values()) {
          trial(interpreter, way, setting.items(), draft, progress).ifPresent(trials::add);
        }
        trials.forEach(trial -> rows(trial, rows));
        trials.forEach(trial -> series.add(series(trial)));
        if (trials.isEmpty()) {
          throw new ProcessAccessException(
              interpreter + " can make no further workers; name another with --interpreter");
        }
        draft.seen(verdict(trials));
        draft.why(trials.getFirst().title().split(" ", -1)[0]);
      } catch (ProcessAccessException unable) {
        draft.failed(unable);
      }
    }
    if (!series.isEmpty()) {
      draft.chart(new Chart("workers", "all together", "further workers", List.of(), series));
    }
    return draft.finish();
  }

  /// {@return what was seen; empty where the interpreter has no such workers}
  private Optional<Trial> trial(
      String interpreter,
      Way way,
      long count,
      ExperimentOutcome.Draft draft,
      Consumer<String> progress)
      throws IOException {
    ExperimentProgram.Start start =
        new ExperimentProgram.Start(
            interpreter, story.name(), HEAP, List.of(way.word, Long.toString(count)));
    try (ExperimentProgram program = ExperimentProgram.start(start)) {
      progress.accept(program.title() + ", " + way.word);
      List<Step> steps = new ArrayList<>();
      Set<Integer> processes = new LinkedHashSet<>();
      for (Optional<ExperimentProgram.Moment> moment = program.next();
          moment.isPresent();
          moment = program.next()) {
        int newest = moment.get().process();
        processes.add(newest);
        long together = 0;
        for (int process : processes) {
          together += ProcessFigures.counters(process).pss();
        }
        long own = ProcessFigures.counters(newest).uss();
        Map<String, Long> told = program.proceed();
        steps.add(
            new Step(together, own, told.getOrDefault("own", 0L), told.getOrDefault("micros", 0L)));
      }
      if (steps.size() < 2) {
        draft.leftOut(program.title() + " made no further workers of this kind: " + way.word + ".");
        return Optional.empty();
      }
      return Optional.of(new Trial(program.title(), way, steps));
    }
  }

  private static void rows(Trial trial, List<List<Object>> rows) {
    for (int count = 0; count < trial.steps().size(); count++) {
      Step step = trial.steps().get(count);
      rows.add(
          List.of(
              trial.way().word,
              trial.title(),
              (long) count,
              step.together(),
              count == 0 ? DataTable.NOTHING : trial.delta(count),
              trial.way() == Way.THREAD ? DataTable.NOTHING : step.own(),
              trial.way() == Way.THREAD ? DataTable.NOTHING : step.told(),
              count == 0 ? DataTable.NOTHING : step.micros()));
    }
  }

  private static Chart.Series series(Trial trial) {
    List<Point> points = new ArrayList<>();
    for (Step step : trial.steps()) {
      points.add(new Point(points.size(), step.together()));
    }
    return new Chart.Series(trial.title() + ", " + trial.way().word, points);
  }

  private static String verdict(List<Trial> trials) {
    List<String> parts = new ArrayList<>();
    for (Trial trial : trials) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%s and %.1f ms %s",
              ByteUnit.inText(trial.delta()),
              trial.micros() / 1000.0,
              trial.way() == Way.THREAD ? "as a thread" : "if " + trial.way().word));
    }
    return trials.getFirst().title()
        + ": one more worker takes "
        + String.join(", ", parts)
        + " (the median of "
        + (trials.getFirst().steps().size() - 1)
        + ").";
  }
}
