package dev.fathom.ask.experiment;

import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.Unsharing;
import dev.fathom.model.family.Worker;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.survey.experiment.ExperimentProgram;
import dev.fathom.survey.experiment.ProcessFigures;
import dev.fathom.survey.family.FamilyLook;
import dev.fathom.survey.look.Parties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What does a forked child still share after it has looked at a list?
final class ForkSharingExperiment implements Experiment {
  /// The step before anything is written.
  private static final String FORKED = "forked";

  /// The step after which it is told what looking has written.
  private static final String ITERATED = "iterated";

  private static final Map<String, String> WHEN =
      Map.of(
          ITERATED,
          "by looking, the child un-shared ",
          "collected",
          "when it had collected its garbage as well, ",
          "printed",
          "when it had printed each as well, ");

  private static final long HEAP_AN_ITEM = 16;
  private static final long HEAP_BESIDE = 16L << 20;
  private static final int TYPES = 3;
  private static final int CAUSES = 3;

  /// A cause of less than this share is told of together with others.
  private static final double SMALLEST = 0.005;

  private static final DataColumn FROZEN =
      new DataColumn("frozen", "frozen", Kind.TEXT, "whether `gc.freeze()` was called: yes");

  private static final DataColumn STAGE =
      new DataColumn("stage", "after", Kind.TEXT, "what was done last");

  private final Story story = Story.of("fork-sharing");

  @Override
  public Story story() {
    return story;
  }

  private record Stage(
      String name,
      PageCounters counters,
      long anonymous,
      Unsharing unsharing,
      Map<String, Long> told) {
    long shared() {
      return counters.sharedClean() + counters.sharedDirty();
    }

    double sharedFraction() {
      return counters.rss() == 0 ? 0 : (double) shared() / counters.rss();
    }
  }

  private record Trial(String title, boolean frozen, List<Stage> stages) {
    /// {@return the stages after something was written}
    List<Stage> written() {
      return stages.stream().filter(stage -> !stage.name().equals(FORKED)).toList();
    }

    String called() {
      return title + (frozen ? ", gc.freeze()" : "");
    }
  }

  @Override
  public ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException {
    ExperimentOutcome.Draft draft = new ExperimentOutcome.Draft(story, setting.items());
    List<Trial> trials = new ArrayList<>();
    for (String interpreter : setting.interpreters()) {
      try {
        Trial plain = trial(interpreter, setting.items(), false, progress);
        trials.add(plain);
        String implementation = plain.title().split(" ", -1)[0];
        if (story.words("freeze").contains(implementation)) {
          trials.add(trial(interpreter, setting.items(), true, progress));
        }
        draft.why(implementation);
      } catch (ProcessAccessException unable) {
        draft.failed(unable);
      }
    }
    stages(trials, draft);
    causes(trials, draft);
    types(trials, draft);
    chart(trials, draft);
    trials.forEach(trial -> draft.seen(verdict(trial)));
    return draft.finish();
  }

  private Trial trial(String interpreter, long items, boolean freeze, Consumer<String> progress)
      throws IOException {
    List<String> arguments = List.of(Long.toString(items), freeze ? "freeze" : "plain");
    try (ExperimentProgram program =
        ExperimentProgram.start(
            new ExperimentProgram.Start(
                interpreter, story.name(), HEAP_BESIDE + HEAP_AN_ITEM * items, arguments))) {
      progress.accept(program.title() + (freeze ? " with gc.freeze()" : ""));
      List<Stage> stages = new ArrayList<>();
      Optional<ExperimentProgram.Moment> moment = program.next();
      while (moment.isPresent()) {
        int child = moment.get().process();
        PageCounters counters = ProcessFigures.writableAnonymous(child);
        String name = moment.get().name();
        long anonymous = ProcessFigures.of(child).anonymous();
        Unsharing unsharing = name.equals(FORKED) ? Unsharing.NONE : unsharing(child);
        stages.add(new Stage(name, counters, anonymous, unsharing, program.proceed()));
        moment = program.next();
      }
      if (stages.isEmpty()) {
        throw new ProcessAccessException(
            interpreter
                + " ("
                + program.title()
                + ") ended before its fork; it has none, or try fewer --items");
      }
      return new Trial(program.title(), freeze, List.copyOf(stages));
    }
  }

  private static Unsharing unsharing(int child) throws IOException {
    int parent = ProcessFigures.parent(child);
    Family family =
        FamilyLook.of(
            List.of(parent, child), Pause.of(Freeze.PTRACE), Optional.of(Parties.surveyor()));
    return family.workers().stream().map(Worker::unsharing).findFirst().orElse(Unsharing.NONE);
  }

  private static void stages(List<Trial> trials, ExperimentOutcome.Draft draft) {
    List<List<Object>> rows =
        draft.table(
            "stages",
            "CHILD",
            new DataColumn("interpreter", "", Kind.TEXT, "in which interpreter"),
            FROZEN,
            STAGE,
            new DataColumn("rss", "resident", Kind.BYTES, "writable memory of no file, resident"),
            new DataColumn("shared", "shared", Kind.BYTES, "of that, shared with the parent"),
            new DataColumn("privateDirty", "written", Kind.BYTES, "of that, its own"),
            new DataColumn("sharedPart", "shared", Kind.SHARE, "the part that is shared"),
            new DataColumn(
                "anonymous", "", Kind.BYTES, "anonymous resident memory, of libraries too"),
            new DataColumn(
                "toldAnonymous", "", Kind.BYTES, "the same, as the child itself read it"));
    for (Trial trial : trials) {
      for (Stage stage : trial.stages()) {
        Long told = stage.told().get("anonymous");
        rows.add(
            List.of(
                trial.title(),
                trial.frozen() ? "yes" : "",
                stage.name(),
                stage.counters().rss(),
                stage.shared(),
                stage.counters().privateDirty(),
                stage.sharedFraction(),
                stage.anonymous(),
                told == null ? DataTable.NOTHING : told));
      }
    }
  }

  private static void causes(List<Trial> trials, ExperimentOutcome.Draft draft) {
    List<List<Object>> rows =
        draft.table(
            "causes",
            "WRITTEN FOR",
            new DataColumn("label", "", Kind.TEXT, "what pages were written for, in words"),
            new DataColumn("cause", "", Kind.TEXT, "the same for programs; `rest` for all others"),
            DataColumn.INTERPRETER,
            FROZEN,
            STAGE,
            new DataColumn("bytes", "pages", Kind.BYTES, "pages that are not shared any more"),
            new DataColumn("part", "of all", Kind.SHARE, "their part of all such pages"));
    for (Trial trial : trials) {
      for (Stage stage : trial.written()) {
        Unsharing found = stage.unsharing();
        long rest = found.bytes();
        for (Unsharing.CauseShare share : found.causes()) {
          if (share.bytes() >= SMALLEST * found.bytes()) {
            rest -= share.bytes();
            rows.add(cause(share.cause().label(), share.cause().id(), trial, stage, share.bytes()));
          }
        }
        if (rest > 0) {
          rows.add(cause("all others", "rest", trial, stage, rest));
        }
      }
    }
  }

  private static List<Object> cause(String label, String id, Trial trial, Stage stage, long bytes) {
    return List.of(
        label,
        id,
        trial.title(),
        trial.frozen() ? "yes" : "",
        stage.name(),
        bytes,
        (double) bytes / Math.max(1, stage.unsharing().bytes()));
  }

  private static void types(List<Trial> trials, ExperimentOutcome.Draft draft) {
    List<List<Object>> rows =
        draft.table(
            "types",
            "WRITTEN TO",
            new DataColumn("type", "", Kind.TEXT, "type of the objects on the pages"),
            DataColumn.INTERPRETER,
            FROZEN,
            STAGE,
            new DataColumn("bytes", "pages", Kind.BYTES, "pages that are not shared any more"),
            new DataColumn(
                "stillShared", "still shared", Kind.SHARE, "of all pages with such objects"));
    for (Trial trial : trials) {
      for (Stage stage : trial.written()) {
        List<Unsharing.TypeShare> found = stage.unsharing().types();
        for (Unsharing.TypeShare share : found.subList(0, Math.min(TYPES, found.size()))) {
          rows.add(
              List.of(
                  share.name(),
                  trial.title(),
                  trial.frozen() ? "yes" : "",
                  stage.name(),
                  share.bytes(),
                  share.pages() == 0 ? DataTable.NOTHING : share.stillShared()));
        }
      }
    }
  }

  private void chart(List<Trial> trials, ExperimentOutcome.Draft draft) {
    List<Chart.Series> series = new ArrayList<>();
    for (Trial trial : trials) {
      List<Point> points = new ArrayList<>();
      for (int stage = 0; stage < trial.stages().size(); stage++) {
        points.add(new Point(stage, trial.stages().get(stage).counters().privateDirty()));
      }
      series.add(new Chart.Series(trial.called(), points));
    }
    if (!series.isEmpty()) {
      draft.chart(
          new Chart(
              "written",
              "memory of the child that it has written",
              "what was done last",
              places(trials),
              series));
    }
  }

  /// {@return what was done last, step by step: not the same in each language}
  private static List<String> places(List<Trial> trials) {
    List<String> places = new ArrayList<>();
    for (Trial trial : trials) {
      for (int stage = 0; stage < trial.stages().size(); stage++) {
        String name = trial.stages().get(stage).name();
        if (stage == places.size()) {
          places.add(name);
        } else if (!List.of(places.get(stage).split(" or ", -1)).contains(name)) {
          places.set(stage, places.get(stage) + " or " + name);
        }
      }
    }
    return places;
  }

  private static String verdict(Trial trial) {
    String title = trial.title() + (trial.frozen() ? " with gc.freeze()" : "");
    List<String> parts = new ArrayList<>();
    for (Stage stage : trial.written()) {
      Unsharing found = stage.unsharing();
      if (!found.causes().isEmpty()) {
        parts.add(
            WHEN.getOrDefault(stage.name(), "after that, ")
                + ByteUnit.inText(found.bytes())
                + ", for "
                + largest(found));
      }
    }
    return parts.isEmpty()
        ? title + ": what was written there is not known."
        : title + ": " + String.join("; ", parts) + ".";
  }

  private static String largest(Unsharing found) {
    return found.causes().stream()
        .filter(share -> share.bytes() >= SMALLEST * found.bytes())
        .limit(CAUSES)
        .map(share ->
            String.format(
                Locale.ROOT,
                "%s (%.1f %%)",
                share.cause().label(),
                100.0 * share.bytes() / Math.max(1, found.bytes())))
        .collect(Collectors.joining(", "));
  }
}
