package dev.fathom.ask.experiment;

import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.experiment.ExperimentProgram;
import dev.fathom.survey.experiment.InterpreterCode;
import dev.fathom.survey.experiment.MemoryShortage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// How much of an interpreter's code is in memory, when does more of it come, and what is thrown
/// out when memory is short?
final class DemandPagingExperiment implements Experiment {
  /// The step before which another program takes all the memory that there is.
  private static final String EVICTED = "evicted";

  private static final long HEAP = 32L << 20;
  private static final int MEBIBYTE_BITS = 20;

  private final Story story = Story.of("demand-paging");

  @Override
  public Story story() {
    return story;
  }

  private record Step(String name, InterpreterCode code, Map<String, Long> told) {}

  /// What was seen in one interpreter.
  private record Trial(String title, List<Step> steps, Optional<MemoryShortage.Course> shortage) {}

  @Override
  public ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException {
    ExperimentOutcome.Draft draft = new ExperimentOutcome.Draft(story, setting.items());
    List<List<Object>> rows =
        draft.table(
            "steps",
            "CODE OF THE INTERPRETER",
            new DataColumn("step", "", Kind.TEXT, "what was done last"),
            DataColumn.INTERPRETER,
            new DataColumn("size", "mapped", Kind.BYTES, "executable code of the interpreter"),
            new DataColumn("rss", "in memory", Kind.BYTES, "of that, in memory"),
            new DataColumn("change", "change", Kind.BYTES, "of that, since the step before"),
            new DataColumn("told", "", Kind.BYTES, "in memory, as the program itself read it"));
    List<Chart.Series> series = new ArrayList<>();
    List<String> names = List.of();
    for (String interpreter : setting.interpreters()) {
      try {
        Trial trial = trial(interpreter, setting.items() << MEBIBYTE_BITS, draft, progress);
        rows(trial, rows);
        series.add(series(trial));
        names = trial.steps().stream().map(Step::name).toList();
        draft.seen(verdict(trial));
        draft.why(trial.title().split(" ", -1)[0]);
      } catch (ProcessAccessException unable) {
        draft.failed(unable);
      }
    }
    if (!series.isEmpty()) {
      draft.why("all");
      draft.chart(new Chart("steps", "code in memory", "what was done last", names, series));
    }
    return draft.finish();
  }

  /// Runs it where memory can be made short; where none can, without that.
  private Trial trial(
      String interpreter, long room, ExperimentOutcome.Draft draft, Consumer<String> progress)
      throws IOException {
    ExperimentProgram.find(interpreter); // if there is none, that is what is wrong
    ExperimentProgram.Start start =
        new ExperimentProgram.Start(
            interpreter, story.name(), HEAP, List.of(ExperimentProgram.kindOf(interpreter)));
    MemoryShortage shortage;
    try {
      shortage = MemoryShortage.prepare(interpreter);
    } catch (ProcessAccessException impossible) {
      draft.leftOut("what a memory hog throws out; " + impossible.getMessage() + ".");
      return steps(start, Optional.empty(), room, progress);
    }
    try (shortage) {
      return steps(shortage.within(start), Optional.of(shortage), room, progress);
    }
  }

  private static Trial steps(
      ExperimentProgram.Start start,
      Optional<MemoryShortage> shortage,
      long room,
      Consumer<String> progress)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    Optional<MemoryShortage.Course> course = Optional.empty();
    try (ExperimentProgram program = ExperimentProgram.start(start)) {
      progress.accept(program.title());
      Optional<ExperimentProgram.Moment> moment = program.next();
      while (moment.isPresent()) {
        if (moment.get().name().equals(EVICTED)) {
          if (shortage.isEmpty()) {
            break;
          }
          course = Optional.of(shortage.get().happen(room));
        }
        InterpreterCode code = InterpreterCode.of(moment.get().process(), program.kind());
        steps.add(new Step(moment.get().name(), code, program.proceed()));
        moment = program.next();
      }
      if (steps.isEmpty()) {
        throw new ProcessAccessException(program.title() + " ended before its first step");
      }
      return new Trial(program.title(), List.copyOf(steps), course);
    }
  }

  private static void rows(Trial trial, List<List<Object>> rows) {
    long before = trial.steps().getFirst().code().rss();
    for (Step step : trial.steps()) {
      Long told = step.told().get("code");
      rows.add(
          List.of(
              step.name(),
              trial.title(),
              step.code().size(),
              step.code().rss(),
              step.code().rss() - before,
              told == null ? DataTable.NOTHING : told));
      before = step.code().rss();
    }
  }

  private static Chart.Series series(Trial trial) {
    List<Point> points = new ArrayList<>();
    for (Step step : trial.steps()) {
      points.add(new Point(points.size(), step.code().rss()));
    }
    return new Chart.Series(trial.title(), points);
  }

  private static String verdict(Trial trial) {
    InterpreterCode started = trial.steps().getFirst().code();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s: of %s of code %s were in memory at the start (%.0f %%).",
                trial.title(),
                ByteUnit.inText(started.size()),
                ByteUnit.inText(started.rss()),
                100.0 * started.rss() / Math.max(1, started.size())));
    trial
        .shortage()
        .ifPresent(course -> {
          int at = evicted(trial.steps());
          text.append(
              String.format(
                  Locale.ROOT,
                  " Another program took %s, until nothing was left: then %s of code were in memory"
                      + " where %s had been.",
                  ByteUnit.inText(course.taken()),
                  ByteUnit.inText(trial.steps().get(at).code().rss()),
                  ByteUnit.inText(trial.steps().get(at - 1).code().rss())));
        });
    return text.toString();
  }

  private static int evicted(List<Step> steps) {
    int at = steps.size() - 1;
    while (at > 1 && !steps.get(at).name().equals(EVICTED)) {
      at--;
    }
    return at;
  }
}
