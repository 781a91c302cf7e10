package dev.fathom.ask.experiment;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.experiment.ExperimentProgram;
import dev.fathom.survey.experiment.ProcessFigures;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What do the variables of a function keep after it has returned?
final class RecursionExperiment implements Experiment {
  /// The step after which it is asked who holds what stayed.
  private static final String CALLED = "called";

  /// What the variable has in each call.
  private static final long VARIABLE = 1 << 20;

  private static final int OWNERS = 5;

  private final Story story = Story.of("recursion");

  @Override
  public Story story() {
    return story;
  }

  private record Step(String name, ExperimentLook look, Map<String, Long> told) {
    Object told(String figure) {
      Long value = told.get(figure);
      return value == null ? DataTable.NOTHING : value;
    }
  }

  @Override
  public ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException {
    ExperimentOutcome.Draft draft = new ExperimentOutcome.Draft(story, setting.items());
    List<List<Object>> rows = stepsTable(draft);
    List<List<Object>> owners =
        draft.table(
            "owners",
            "HELD AFTER THE CALL BY",
            new DataColumn("owner", "", Kind.TEXT, "the expression for it"),
            DataColumn.INTERPRETER,
            new DataColumn("objects", "objects", Kind.COUNT, "how many it keeps"),
            new DataColumn("retained", "retained", Kind.BYTES, "what would be freed with it"));
    List<Chart.Series> series = new ArrayList<>();
    for (String interpreter : setting.interpreters()) {
      try {
        trial(interpreter, setting.items(), draft, rows, owners, progress).ifPresent(series::add);
      } catch (ProcessAccessException unable) {
        draft.failed(unable);
      }
    }
    if (!series.isEmpty()) {
      draft.chart(
          new Chart(
              "steps",
              "resident memory",
              "what was done last",
              List.of("started", CALLED, "again", "undefined"),
              series));
    }
    return draft.finish();
  }

  private static List<List<Object>> stepsTable(ExperimentOutcome.Draft draft) {
    return draft.table(
        "steps",
        "AFTER IT WAS",
        new DataColumn("step", "", Kind.TEXT, "what was done last"),
        DataColumn.INTERPRETER,
        new DataColumn("data", "VmData", Kind.BYTES, "private writable memory, by the kernel"),
        new DataColumn("anonymous", "resident", Kind.BYTES, "of it what is resident"),
        new DataColumn("objects", "objects", Kind.BYTES, "what all values take"),
        new DataColumn(
            "told", "total_size", Kind.BYTES, "what the program's own tool says of the function"),
        new DataColumn("toldData", "", Kind.BYTES, "VmData, as the program itself read it"),
        new DataColumn("toldAnonymous", "", Kind.BYTES, "resident, as the program itself read it"));
  }

  private Optional<Chart.Series> trial(
      String interpreter,
      long depth,
      ExperimentOutcome.Draft draft,
      List<List<Object>> rows,
      List<List<Object>> owners,
      Consumer<String> progress)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    List<Owners.Owner> held = List.of();
    String title;
    try (ExperimentProgram program =
        ExperimentProgram.start(
            new ExperimentProgram.Start(
                interpreter,
                story.name(),
                (depth + 1) * VARIABLE * 4,
                List.of(Long.toString(depth), Long.toString(VARIABLE))))) {
      title = program.title();
      progress.accept(title);
      Optional<ExperimentProgram.Moment> moment = program.next();
      while (moment.isPresent()) {
        int process = moment.get().process();
        ProcessFigures kernel = ProcessFigures.of(process);
        Analysis analysis = ExperimentLook.analysis(process, Depth.ALL);
        if (moment.get().name().equals(CALLED) && analysis.findings().runtime().isPresent()) {
          held = analysis.owners().largest(OWNERS).largest();
        }
        steps.add(
            new Step(moment.get().name(), ExperimentLook.of(kernel, analysis), program.proceed()));
        moment = program.next();
      }
    }
    for (Step step : steps) {
      rows.add(
          List.of(
              step.name(),
              title,
              step.look().kernel().data(),
              step.look().kernel().anonymous(),
              step.look().read() ? step.look().objects() : DataTable.NOTHING,
              step.told("own"),
              step.told("data"),
              step.told("anonymous")));
    }
    held.stream()
        .filter(owner -> owner.retained() >= VARIABLE / 4)
        .forEach(
            owner -> owners.add(List.of(owner.path(), title, owner.objects(), owner.retained())));
    if (steps.size() < 3) {
      throw new ProcessAccessException(title + " ended too early; try fewer --items");
    }
    draft.seen(verdict(title, depth, steps));
    draft.why(title.split(" ", -1)[0]);
    List<Point> points = new ArrayList<>();
    for (Step step : steps) {
      points.add(new Point(points.size(), step.look().kernel().anonymous()));
    }
    return Optional.of(new Chart.Series(title, points));
  }

  private static String verdict(String title, long depth, List<Step> steps) {
    ExperimentLook started = steps.get(0).look();
    ExperimentLook called = steps.get(1).look();
    ExperimentLook again = steps.get(2).look();
    return String.format(
        Locale.ROOT,
        "%s: foo(%d) has %d variables of 1 MiB. After it returned, %s more was resident than"
            + " before; after a second call %s more.",
        title,
        depth,
        depth + 1,
        ByteUnit.inText(called.kernel().anonymous() - started.kernel().anonymous()),
        ByteUnit.inText(again.kernel().anonymous() - started.kernel().anonymous()));
  }
}
