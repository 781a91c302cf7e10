package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Task;
import dev.fathom.lab.sketch.ByteTable;
import dev.fathom.lab.sketch.FreeText;
import dev.fathom.lab.sketch.TableCost;
import dev.fathom.lab.sketch.Timelines;
import dev.fathom.lab.sketch.Translation;
import java.util.ArrayList;
import java.util.List;

/// The steps that draw something else than page tables.
final class SketchSteps {
  private static final int MOST_BYTES = 1000;

  private final Stage stage;
  private final Lines lines;
  private final Timelines timelines = new Timelines();

  SketchSteps(Stage stage) {
    this.stage = stage;
    this.lines = new Lines(stage.machine().shape());
  }

  /// `show WHAT`.
  ///
  /// @return whether it is one of these
  boolean show(Token what, ScenarioWords words) {
    switch (what.text()) {
      case "bytes" -> stage.show(bytes(what, words));
      case "page" -> stage.show(page(what, words));
      case "translation" -> stage.show(translation(what));
      case "timelines" -> stage.show(timelines.drawn());
      case "table-cost" ->
          stage.show(
              TableCost.of(
                  stage.machine().tableUse(stage.current(what)),
                  stage.machine().shape().pageSize()));
      case "free" -> stage.show(FreeText.of(stage.machine()));
      default -> {
        return false;
      }
    }
    words.end();
    return true;
  }

  private List<String> bytes(Token what, ScenarioWords words) {
    List<long[]> ranges = new ArrayList<>();
    long count = 0;
    while (words.more()) {
      Token at = words.here();
      ScenarioWords.Range range = words.range();
      count += range.count();
      if (range.first() < 0
          || range.last() >= stage.machine().shape().addresses()
          || count > MOST_BYTES) {
        throw new ScenarioException(
            at, "expected at most 1000 addresses, of those that a process has");
      }
      ranges.add(new long[] {range.first(), range.last()});
    }
    if (ranges.isEmpty()) {
      throw new ScenarioException(what, "expected addresses");
    }
    return new ByteTable(stage.machine(), stage.current(what)).bytes(ranges);
  }

  private List<String> page(Token what, ScenarioWords words) {
    Token at = words.here();
    ScenarioWords.Range range = words.range();
    stage.pages(at, range);
    return new ByteTable(stage.machine(), stage.current(what)).page(range.first());
  }

  private List<String> translation(Token what) {
    Stage.Asked asked =
        stage
            .lastAsked()
            .orElseThrow(() -> new ScenarioException(what, "nothing was read or written before"));
    Row row = stage.machine().row(asked.task(), asked.page());
    return new Translation(asked.text(), lines.row(row).strip(), asked.access()).lines();
  }

  /// `at WHAT`: the process in use comes to something.
  String at(Token verb, ScenarioWords words) {
    Token event = words.next("what the process comes to");
    words.end();
    if (!timelines.at(stage.current(verb).name(), event.text())) {
      throw new ScenarioException(verb, "a scenario comes to at most 1000 things");
    }
    return "";
  }

  /// Notes a fork.
  void forked(Task parent, String child) {
    timelines.forked(parent.name(), child);
  }
}
