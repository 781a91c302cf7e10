package dev.fathom.ask.experiment;

import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.ask.linking.BuildLine;
import dev.fathom.ask.linking.BuildsQuestion;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.experiment.LinkedPrograms;
import dev.fathom.survey.experiment.LinkedPrograms.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What does a process cost whose program is linked statically, and one that shares its libraries?
final class LinkingExperiment implements Experiment {
  private static final Path ROOT = Path.of("/");

  /// One of each program, and one more of the first.
  private static final int PROCESSES = 4;

  private final Story story = Story.of("linking");

  @Override
  public Story story() {
    return story;
  }

  @Override
  public ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException {
    ExperimentOutcome.Draft draft = new ExperimentOutcome.Draft(story, setting.items());
    List<List<Object>> rows =
        draft.table(
            "builds",
            "LINKED",
            new DataColumn("way", "", Kind.TEXT, "how the programs are linked"),
            new DataColumn("compiler", "", Kind.TEXT, "by which compiler"),
            new DataColumn("relocations", "relocations", Kind.COUNT, "places the loader fills in"),
            new DataColumn(
                "disk", "files", Kind.BYTES, "three programs, and the library if shared"),
            new DataColumn(
                "together",
                "three take",
                Kind.BYTES,
                "one process of each, each page counted once"
                    + " (divided where others of the machine map it, too)"),
            new DataColumn(
                "foretold", "Δ foretold", Kind.BYTES, "one more process, from its files"),
            new DataColumn("delta", "Δ measured", Kind.BYTES, "one more process, as it runs"));
    for (String compiler : setting.interpreters()) {
      try (LinkedPrograms programs = LinkedPrograms.of(compiler, setting.items())) {
        for (Way way : Way.values()) {
          progress.accept(compiler + ", linked " + way.label());
          rows.add(trial(programs, compiler, way, draft));
        }
        draft.why("linking");
      } catch (ProcessAccessException unable) {
        draft.failed(unable);
      }
    }
    return draft.finish();
  }

  private static List<Object> trial(
      LinkedPrograms programs, String compiler, Way way, ExperimentOutcome.Draft draft)
      throws IOException {
    List<Path> linked = programs.linked(way);
    long together = 0;
    for (Path program : linked) {
      programs.start(program);
    }
    int more = programs.start(linked.getFirst());
    long delta = LinkedPrograms.own(more);
    programs.stop();
    for (int process : started(programs, linked)) {
      together += LinkedPrograms.proportional(process);
    }
    programs.stop();
    BuildLine line =
        new BuildsQuestion(List.of(linked.getFirst()), ROOT, "", PROCESSES).answer().getFirst();
    draft.seen(
        String.format(
            Locale.ROOT,
            "Linked %s: one more process costs %s (foretold %s), and three programs take %s together.",
            way.label(),
            ByteUnit.inText(delta),
            ByteUnit.inText(line.cost().delta()),
            ByteUnit.inText(together)));
    return List.of(
        way.label(),
        compiler,
        line.relocations(),
        programs.size(way),
        together,
        line.cost().delta(),
        delta);
  }

  private static List<Integer> started(LinkedPrograms programs, List<Path> linked)
      throws IOException {
    List<Integer> processes = new ArrayList<>();
    for (Path program : linked) {
      processes.add(programs.start(program));
    }
    return processes;
  }
}
