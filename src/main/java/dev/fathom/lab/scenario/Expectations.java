package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.Machine;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Usage;
import java.util.Locale;

/// `expect page N …` and `expect FIGURE N`.
final class Expectations {
  private static final double CLOSE_ENOUGH = 0.01;

  private final AllocatorSteps allocators;
  private final InterpreterSteps interpreters;
  private final Stage stage;
  private final Machine machine;

  Expectations(Stage stage, AllocatorSteps allocators, InterpreterSteps interpreters) {
    this.interpreters = interpreters;
    this.allocators = allocators;
    this.stage = stage;
    this.machine = stage.machine();
  }

  String expect(Token verb, ScenarioWords words) {
    Token what = words.next("what is expected");
    if (what.text().equals("page")) {
      page(verb, words);
      return "";
    }
    String found = interpreters.figure(verb, what, words).orElseGet(() -> figure(verb, what));
    Token wanted = words.next("a number");
    words.end();
    try {
      double difference = Double.parseDouble(wanted.text()) - Double.parseDouble(found);
      stage.check(Math.abs(difference) < CLOSE_ENOUGH, what.text() + " " + wanted.text(), found);
    } catch (NumberFormatException noNumber) {
      throw new ScenarioException(wanted, "expected a number, not \"" + wanted.text() + "\"");
    }
    return what.text() + " is " + found;
  }

  private String figure(Token verb, Token what) {
    return switch (what.text()) {
      case "used" -> "" + (machine.shape().frames() - machine.freeFrames());
      case "free" -> "" + machine.freeFrames();
      case "cached" -> "" + machine.cachedFrames();
      case "private" -> "" + machine.anonymousFrames();
      case "swap" -> "" + machine.usedSwap();
      case "evicted" -> "" + machine.evictions();
      case "table-bytes" -> "" + machine.tableUse(stage.current(verb)).treeBytes();
      case "walks" -> "" + machine.tableUse(stage.current(verb)).walks();
      case "lookups" -> "" + stage.loader().lookups(stage.current(verb));
      default ->
          allocators
              .figure(verb, what.text())
              .orElseGet(() -> taskFigure(machine.usage(stage.current(verb)), what));
    };
  }

  private static String taskFigure(Usage usage, Token what) {
    return switch (what.text()) {
      case "virt" -> "" + usage.virtual();
      case "res" -> "" + usage.resident();
      case "shr" -> "" + usage.shared();
      case "pss" -> String.format(Locale.ROOT, "%.2f", usage.proportional());
      case "uss" -> "" + usage.unique();
      case "swapped" -> "" + usage.swapped();
      case "minor" -> "" + usage.minorFaults();
      case "major" -> "" + usage.majorFaults();
      case "cost" -> "" + usage.cost();
      default -> throw new ScenarioException(what, "there is no figure \"" + what.text() + "\"");
    };
  }

  /// `expect page 8 frame 63 w`, `expect page 7 absent`, `expect page 6 unmapped`.
  private void page(Token verb, ScenarioWords words) {
    Token at = words.here();
    ScenarioWords.Range range = words.range();
    stage.pages(at, range);
    Row row = machine.row(stage.current(verb), range.first());
    while (words.more()) {
      Token token = words.next("what the page is");
      switch (token.text()) {
        case "frame" -> {
          int frame = words.number();
          stage.check(row.frame() == frame, "frame " + frame, "" + row.frame());
        }
        case "r" -> stage.check(row.isPresent() && !row.writable(), "read-only", "w or absent");
        case "w" -> stage.check(row.writable(), "writable", "r or absent");
        case "absent" ->
            stage.check(row.allowed() && !row.isPresent(), "absent", "frame " + row.frame());
        case "swapped" -> stage.check(row.swapped(), "swapped out", "frame " + row.frame());
        case "unmapped" -> stage.check(!row.allowed(), "no area", row.label());
        case "shared" -> {
          int sharers = words.number();
          stage.check(row.sharers() == sharers, "shared by " + sharers, "" + row.sharers());
        }
        default -> throw new ScenarioException(token, "a page is not \"" + token.text() + "\"");
      }
    }
  }
}
