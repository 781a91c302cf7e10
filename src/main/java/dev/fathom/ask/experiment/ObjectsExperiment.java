package dev.fathom.ask.experiment;

import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.experiment.ExperimentProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What does an object of each kind cost in each interpreter?
///
/// A program makes objects in steps. At each step the process is looked at from outside; the
/// program itself says afterwards what its own tools make of the objects.
final class ObjectsExperiment implements Experiment {
  private static final int STEPS = 4;

  /// The most that an item of any part takes in an interpreter whose heap has to be bounded before.
  private static final long HEAP_AN_ITEM = 512;

  private static final long HEAP_BESIDE = 16L << 20;

  private static final int WORD = Long.BYTES;

  private final Story story = Story.of("objects");

  @Override
  public Story story() {
    return story;
  }

  /// One step of one program.
  private record Step(long items, ExperimentLook look, Map<String, Long> told) {}

  /// One part in one interpreter.
  private record Trial(String part, String title, List<Step> steps) {
    String implementation() {
      return title.split(" ", -1)[0];
    }

    Step first() {
      return steps.getFirst();
    }

    Step last() {
      return steps.getLast();
    }

    ExperimentLook growth() {
      return last().look().since(first().look());
    }

    double each(long bytes) {
      return (double) bytes / Math.max(1, last().items());
    }

    /// What the program's own tools say that the items take; empty where it has none.
    Optional<Long> told(String figure) {
      Long before = first().told().get(figure);
      Long after = last().told().get(figure);
      return before == null || after == null ? Optional.empty() : Optional.of(after - before);
    }
  }

  @Override
  public ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException {
    ExperimentOutcome.Draft draft = new ExperimentOutcome.Draft(story, setting.items());
    List<Trial> trials = new ArrayList<>();
    for (String interpreter : setting.interpreters()) {
      try {
        for (String part : setting.parts()) {
          trial(interpreter, part, setting.items(), progress).ifPresent(trials::add);
        }
      } catch (ProcessAccessException unable) {
        draft.failed(unable);
      }
    }
    costs(trials, draft);
    differences(trials, draft);
    steps(trials, draft);
    charts(trials, setting.parts(), draft);
    trials.stream()
        .map(Trial::title)
        .distinct()
        .forEach(title -> verdict(title, trials).ifPresent(draft::seen));
    trials.forEach(trial -> draft.why(trial.implementation()));
    for (Trial trial : trials) {
      draft.why(trial.part() + "." + trial.implementation());
      if (!trial.last().look().read()) {
        draft.leftOut(
            trial.title()
                + ": its objects are not read; of it only the growth of the process is told.");
      }
    }
    return draft.finish();
  }

  /// How much more an item takes than the program's own tool tells.
  private static Optional<String> verdict(String title, List<Trial> trials) {
    DoubleSummaryStatistics times = new DoubleSummaryStatistics();
    for (Trial trial : trials) {
      long told = trial.told("own").orElse(0L);
      if (trial.title().equals(title) && told > trial.last().items()) {
        times.accept((double) trial.growth().kernel().anonymous() / told);
      }
    }
    return times.getCount() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: the process grew by %.2f to %.2f times what its own tool says that the"
                    + " objects take.",
                title,
                times.getMin(),
                times.getMax()));
  }

  private Optional<Trial> trial(
      String interpreter, String part, long items, Consumer<String> progress) throws IOException {
    long heap = HEAP_BESIDE + HEAP_AN_ITEM * items;
    List<String> arguments = List.of(part, Long.toString(items), Integer.toString(STEPS));
    try (ExperimentProgram program =
        ExperimentProgram.start(
            new ExperimentProgram.Start(interpreter, story.name(), heap, arguments))) {
      String implementation = program.title().split(" ", -1)[0];
      if (!story.isFor(part, implementation)) {
        return Optional.empty();
      }
      progress.accept(story.title(part) + " in " + program.title());
      List<Step> steps = new ArrayList<>();
      Optional<ExperimentProgram.Moment> moment = program.next();
      while (moment.isPresent()) {
        long made = items * steps.size() / STEPS;
        ExperimentLook look = ExperimentLook.at(moment.get().process());
        steps.add(new Step(made, look, program.proceed()));
        moment = program.next();
      }
      if (steps.size() <= STEPS) {
        throw new ProcessAccessException(
            interpreter + " (" + program.title() + ") ended too early; try fewer --items");
      }
      return Optional.of(new Trial(part, program.title(), steps));
    }
  }

  private void costs(List<Trial> trials, ExperimentOutcome.Draft draft) {
    List<List<Object>> rows =
        draft.table(
            "costs",
            "BYTES AN ITEM",
            new DataColumn("part", "", Kind.TEXT, "what was made"),
            DataColumn.INTERPRETER,
            new DataColumn("talk", "talk", Kind.EACH, "what the talk says that one takes"),
            new DataColumn(
                "told", "told", Kind.EACH, "what the program's own tool says that one takes"),
            new DataColumn(
                "allocated", "allocated", Kind.EACH, "blocks, chunks, tables and buffers for one"),
            new DataColumn(
                "rss", "Rss", Kind.EACH, "how much the anonymous resident memory grew for one"));
    for (Trial trial : trials) {
      ExperimentLook growth = trial.growth();
      Optional<Double> talk =
          story
              .text("talk." + trial.part() + "." + trial.implementation())
              .map(Double::parseDouble);
      Optional<Double> told = trial.told("own").map(trial::each);
      Optional<Double> allocated =
          growth.read() ? Optional.of(trial.each(growth.objects())) : Optional.empty();
      rows.add(
          List.of(
              story.title(trial.part()),
              trial.title(),
              talk.<Object>map(bytes -> bytes).orElse(DataTable.NOTHING),
              told.<Object>map(bytes -> bytes).orElse(DataTable.NOTHING),
              allocated.<Object>map(bytes -> bytes).orElse(DataTable.NOTHING),
              trial.each(growth.kernel().anonymous())));
    }
  }

  /// One table for each interpreter: where the growth of the process went.
  private void differences(List<Trial> trials, ExperimentOutcome.Draft draft) {
    Map<String, List<List<Object>>> tables = new LinkedHashMap<>();
    for (Trial trial : trials) {
      if (trial.growth().read()) {
        tables
            .computeIfAbsent(trial.title(), title -> differenceTable(title, draft))
            .add(difference(trial));
      }
    }
  }

  private static List<List<Object>> differenceTable(String title, ExperimentOutcome.Draft draft) {
    return draft.table(
        "difference",
        title + ": WHERE THEY GO",
        new DataColumn("part", "an item", Kind.TEXT, "what was made"),
        new DataColumn("interpreter", "", Kind.TEXT, "in which interpreter"),
        new DataColumn("header", "head", Kind.EACH, "count of references and type, or their like"),
        new DataColumn("collector", "gc", Kind.EACH, "what the collector has before it"),
        new DataColumn(
            "contents",
            "data",
            Kind.EACH,
            "the rest of the object itself; with its tables where its own size counts them"),
        new DataColumn("tables", "tables", Kind.EACH, "of its tables and buffers, what is used"),
        new DataColumn(
            "spare", "spare", Kind.EACH, "of them, what was allocated for more than there is"),
        new DataColumn("rounding", "round", Kind.EACH, "what was allocated for more than its size"),
        new DataColumn(
            "allocators", "malloc", Kind.EACH, "the allocators' own: heads of pools and chunks"),
        new DataColumn("free", "free", Kind.EACH, "free, and kept by an allocator"),
        new DataColumn("other", "other", Kind.EACH, "what is left of the growth"),
        new DataColumn("rss", "Rss", Kind.EACH, "the growth: what all these add up to"));
  }

  private List<Object> difference(Trial trial) {
    ExperimentLook growth = trial.growth();
    long beyond = growth.objects() - growth.shallow();
    // Where the size of an object counts what it leads to, that stands with its contents.
    long buffers = growth.buffers() <= beyond ? growth.buffers() : 0;
    long needed = needed(trial, buffers);
    long contents = growth.shallow() - growth.heads() - growth.collector();
    long rounding = beyond - buffers;
    long anonymous = growth.kernel().anonymous();
    long other = anonymous - growth.objects() - growth.overhead() - growth.free();
    return List.of(
        story.title(trial.part()),
        trial.title(),
        trial.each(growth.heads()),
        trial.each(growth.collector()),
        trial.each(contents),
        trial.each(needed),
        trial.each(buffers - needed),
        trial.each(rounding),
        trial.each(growth.overhead()),
        trial.each(growth.free()),
        trial.each(other),
        trial.each(anonymous));
  }

  /// How much of the buffers is used: of lists a word for each element, of others all, as far as is
  /// known.
  private long needed(Trial trial, long buffers) {
    return story
        .text(trial.part() + ".elements")
        .map(elements -> Math.min(buffers, Long.parseLong(elements) * WORD * trial.last().items()))
        .orElse(buffers);
  }

  private void steps(List<Trial> trials, ExperimentOutcome.Draft draft) {
    List<List<Object>> rows =
        draft.table(
            "steps",
            "",
            new DataColumn("part", "made", Kind.TEXT, "what was made"),
            DataColumn.INTERPRETER,
            new DataColumn("made", "how many", Kind.COUNT, "how many there were"),
            new DataColumn(
                "anonymous", "anonymous", Kind.BYTES, "anonymous resident memory, by the kernel"),
            new DataColumn(
                "objects", "objects", Kind.BYTES, "what all objects took, as Fathom sees"),
            new DataColumn(
                "shallow", "own sizes", Kind.BYTES, "of that, their own sizes without rounding"),
            new DataColumn("told", "told", Kind.BYTES, "what the program's own tool said"),
            new DataColumn(
                "toldMade", "counted", Kind.COUNT, "how many the program itself counted"),
            new DataColumn(
                "toldAnonymous", "told anonymous", Kind.BYTES, "what the program itself read"));
    for (Trial trial : trials) {
      for (Step step : trial.steps()) {
        boolean read = step.look().read();
        rows.add(
            List.of(
                story.title(trial.part()),
                trial.title(),
                step.items(),
                step.look().kernel().anonymous(),
                read ? step.look().objects() : DataTable.NOTHING,
                read ? step.look().shallow() : DataTable.NOTHING,
                told(step, "own"),
                told(step, "made"),
                told(step, "anonymous")));
      }
    }
  }

  private static Object told(Step step, String figure) {
    Long told = step.told().get(figure);
    return told == null ? DataTable.NOTHING : told;
  }

  private void charts(List<Trial> trials, List<String> parts, ExperimentOutcome.Draft draft) {
    for (String part : parts) {
      List<Chart.Series> series = new ArrayList<>();
      for (Trial trial : trials) {
        if (trial.part().equals(part)) {
          long start = trial.first().look().kernel().anonymous();
          series.add(
              new Chart.Series(
                  trial.title(),
                  trial.steps().stream()
                      .map(step ->
                          new Point(
                              step.items(), Math.max(0, step.look().kernel().anonymous() - start)))
                      .toList()));
        }
      }
      if (!series.isEmpty()) {
        String across = story.text(part + ".across").orElse(story.itemsMeaning());
        draft.chart(new Chart(part, story.title(part), across, List.of(), series));
      }
    }
  }
}
