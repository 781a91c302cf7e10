package dev.fathom.ask.experiment;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.TypeDelta;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.survey.experiment.ExperimentProgram;
import dev.fathom.survey.experiment.ProcessFigures;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// How does memory come to be full of holes, and what keeps it when all is dropped?
final class FragmentationExperiment implements Experiment {
  private static final String STARTED = "started";
  private static final String MADE = "made";
  private static final String DROPPED = "dropped";

  /// For an interpreter whose heap has to be bounded before: the strings of a run take some 800
  /// bytes an item, those that are dropped as much, and it grows by doubling.
  private static final long HEAP_AN_ITEM = 4096;

  private static final long HEAP_BESIDE = 32L << 20;
  private static final int ROWS = 8;

  private final Story story = Story.of("fragmentation");

  @Override
  public Story story() {
    return story;
  }

  private record Snapshot(
      String name, ProcessFigures kernel, Analysis analysis, Map<String, Long> told) {
    ExperimentLook look() {
      return ExperimentLook.of(kernel, analysis);
    }
  }

  private record Trial(String title, Map<String, Snapshot> snapshots) {
    Snapshot at(String name) throws ProcessAccessException {
      Snapshot snapshot = snapshots.get(name);
      if (snapshot == null) {
        throw new ProcessAccessException(title + " ended too early; try fewer --items");
      }
      return snapshot;
    }
  }

  @Override
  public ExperimentOutcome run(Setting setting, Consumer<String> progress) throws IOException {
    ExperimentOutcome.Draft draft = new ExperimentOutcome.Draft(story, setting.items());
    List<List<Object>> steps = stepsTable(draft);
    List<List<Object>> fresh = typesTable("newStuff", "NEW_STUFF", "was made", draft);
    List<List<Object>> garbage =
        typesTable("garbage", "GARBAGE", "is new and was not dropped", draft);
    List<List<Object>> pins = pinsTable(draft);
    List<Chart.Series> series = new ArrayList<>();
    for (String interpreter : setting.interpreters()) {
      try {
        Trial trial = trial(interpreter, setting.items(), progress);
        Snapshot started = trial.at(STARTED);
        Snapshot made = trial.at(MADE);
        Snapshot dropped = trial.at(DROPPED);
        List<ExperimentLook> looks =
            trial.snapshots().values().stream().map(Snapshot::look).toList();
        steps(trial, looks, steps);
        if (looks.getFirst().read()) {
          types(trial.title(), Difference.of(started.analysis(), made.analysis()), fresh);
          types(trial.title(), Difference.of(started.analysis(), dropped.analysis()), garbage);
        } else {
          draft.leftOut(
              trial.title()
                  + ": its objects are not read; of it only what the process takes is told.");
        }
        pins(trial.title(), dropped.analysis(), pins);
        series.addAll(series(trial.title(), looks));
        draft.seen(verdict(trial, looks));
        draft.why(trial.title().split(" ", -1)[0]);
      } catch (ProcessAccessException unable) {
        draft.failed(unable);
      }
    }
    if (!series.isEmpty()) {
      draft.chart(
          new Chart(
              "snapshots",
              "resident memory, and what objects take",
              "what was done last",
              List.of(STARTED, MADE, DROPPED, "again"),
              series));
    }
    return draft.finish();
  }

  private Trial trial(String interpreter, long items, Consumer<String> progress)
      throws IOException {
    Map<String, Snapshot> snapshots = new LinkedHashMap<>();
    try (ExperimentProgram program =
        ExperimentProgram.start(
            new ExperimentProgram.Start(
                interpreter,
                story.name(),
                HEAP_BESIDE + HEAP_AN_ITEM * items,
                List.of(Long.toString(items))))) {
      progress.accept(program.title());
      Optional<ExperimentProgram.Moment> moment = program.next();
      while (moment.isPresent()) {
        int process = moment.get().process();
        ProcessFigures kernel = ProcessFigures.of(process);
        Analysis analysis = ExperimentLook.analysis(process, Depth.ALL);
        snapshots.put(
            moment.get().name(),
            new Snapshot(moment.get().name(), kernel, analysis, program.proceed()));
        moment = program.next();
      }
      return new Trial(program.title(), snapshots);
    }
  }

  private static List<List<Object>> stepsTable(ExperimentOutcome.Draft draft) {
    return draft.table(
        "steps",
        "SNAPSHOT",
        new DataColumn("step", "", Kind.TEXT, "what was done last"),
        DataColumn.INTERPRETER,
        new DataColumn(
            "letters",
            "letters",
            Kind.BYTES,
            "the sum of the strings' lengths, as the program counts"),
        new DataColumn("objects", "objects", Kind.BYTES, "what all objects take"),
        new DataColumn("free", "free", Kind.BYTES, "free, resident, kept by an allocator"),
        new DataColumn(
            "anonymous", "resident", Kind.BYTES, "anonymous resident memory, by the kernel"),
        new DataColumn("toldAnonymous", "", Kind.BYTES, "the same, as the program itself read it"),
        new DataColumn("strings", "", Kind.COUNT, "how many strings the program counts"));
  }

  private static void steps(Trial trial, List<ExperimentLook> looks, List<List<Object>> rows) {
    int at = 0;
    for (Snapshot snapshot : trial.snapshots().values()) {
      ExperimentLook look = looks.get(at++);
      rows.add(
          List.of(
              snapshot.name(),
              trial.title(),
              told(snapshot, "letters"),
              look.read() ? look.objects() : DataTable.NOTHING,
              look.free(),
              look.kernel().anonymous(),
              told(snapshot, "anonymous"),
              told(snapshot, "strings")));
    }
  }

  private static Object told(Snapshot snapshot, String figure) {
    Long told = snapshot.told().get(figure);
    return told == null ? DataTable.NOTHING : told;
  }

  private static List<List<Object>> typesTable(
      String id, String title, String what, ExperimentOutcome.Draft draft) {
    return draft.table(
        id,
        title,
        new DataColumn("type", "", Kind.TEXT, "type of what " + what),
        DataColumn.INTERPRETER,
        new DataColumn("count", "count", Kind.COUNT, "how many of what " + what),
        new DataColumn("bytes", "size", Kind.BYTES, "how much more all of that type take"));
  }

  private static void types(String title, Difference difference, List<List<Object>> rows) {
    difference.types().stream()
        .filter(type -> type.fresh() > 0)
        .sorted(Comparator.comparingLong(TypeDelta::allocatedDelta).reversed())
        .limit(ROWS)
        .forEach(type ->
            rows.add(List.of(type.qualifiedName(), title, type.fresh(), type.allocatedDelta())));
  }

  private static List<List<Object>> pinsTable(ExperimentOutcome.Draft draft) {
    return draft.table(
        "pins",
        "PINNED BY",
        new DataColumn("type", "", Kind.TEXT, "what is in the pieces that keep a heap"),
        DataColumn.INTERPRETER,
        new DataColumn("count", "count", Kind.COUNT, "how many such pieces there are"),
        new DataColumn("bytes", "size", Kind.BYTES, "what they take"),
        new DataColumn("releases", "keep", Kind.BYTES, "what they keep from the kernel"),
        new DataColumn("owner", "owner", Kind.TEXT, "who owns what is in them"));
  }

  private record Kept(long count, long bytes, long releases) {
    Kept plus(long size, long released) {
      return new Kept(count + 1, bytes + size, releases + released);
    }
  }

  private static void pins(String title, Analysis dropped, List<List<Object>> rows) {
    Map<Occupants.Occupant, Kept> kinds = new LinkedHashMap<>();
    for (HeapPins heap : dropped.pins().heaps()) {
      for (int pin = 0; pin < heap.count(); pin++) {
        ChunkState state = ChunkState.of((int) heap.codes().get(pin));
        Occupants.Occupant kind = dropped.occupants().in(heap.starts().get(pin), state).alike();
        kinds.put(
            kind,
            kinds.getOrDefault(kind, new Kept(0, 0, 0)).plus(heap.bytes(pin), heap.released(pin)));
      }
    }
    kinds.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Occupants.Occupant, Kept>>comparingLong(
                    kind -> kind.getValue().releases())
                .reversed())
        .limit(ROWS)
        .forEach(kind ->
            rows.add(
                List.of(
                    kind.getKey().type(),
                    title,
                    kind.getValue().count(),
                    kind.getValue().bytes(),
                    kind.getValue().releases(),
                    kind.getKey().owner())));
  }

  private static List<Chart.Series> series(String title, List<ExperimentLook> looks) {
    List<Point> resident = new ArrayList<>();
    List<Point> objects = new ArrayList<>();
    for (int step = 0; step < looks.size(); step++) {
      resident.add(new Point(step, looks.get(step).kernel().anonymous()));
      objects.add(new Point(step, looks.get(step).objects()));
    }
    List<Chart.Series> series = new ArrayList<>();
    series.add(new Chart.Series(title + ", resident", resident));
    if (looks.getFirst().read()) {
      series.add(new Chart.Series(title + ", objects", objects));
    }
    return series;
  }

  private static String verdict(Trial trial, List<ExperimentLook> looks) {
    List<Snapshot> snapshots = List.copyOf(trial.snapshots().values());
    long letters = snapshots.get(1).told().getOrDefault("letters", 0L);
    ExperimentLook started = looks.get(0);
    ExperimentLook made = looks.get(1);
    ExperimentLook dropped = looks.get(2);
    long grown = made.kernel().anonymous() - started.kernel().anonymous();
    long kept = dropped.kernel().anonymous() - started.kernel().anonymous();
    long pinned = 0;
    long pins = 0;
    long pinBytes = 0;
    for (HeapPins heap : snapshots.get(2).analysis().pins().heaps()) {
      pinned += heap.held();
      pins += heap.count();
      pinBytes += heap.pinBytes();
    }
    String end =
        pins == 0
            ? "no small set of pieces keeps it."
            : String.format(
                Locale.ROOT,
                "%,d pieces of %s together keep %s of it.",
                pins,
                ByteUnit.inText(pinBytes),
                ByteUnit.inText(pinned));
    return String.format(
        Locale.ROOT,
        "%s: strings of %s in all made the process grow by %s, %.1f times as much. When all of"
            + " them were dropped, %s more was resident than at the start: %s",
        trial.title(),
        ByteUnit.inText(letters),
        ByteUnit.inText(grown),
        (double) grown / Math.max(1, letters),
        ByteUnit.inText(Math.max(0, kept)),
        end);
  }
}
