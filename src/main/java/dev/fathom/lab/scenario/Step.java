package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Usage;
import java.util.List;

/// What a command did.
///
/// @param line of the scenario, from 1
/// @param text the command as it was written
/// @param happened what the machine did, in words
/// @param failure what was expected and did not come; empty if the expectation holds
/// @param tables the page tables after it
/// @param ram one line about the frames
public record Step(
    int line, String text, String happened, String failure, List<Table> tables, String ram) {
  public boolean holds() {
    return failure.isEmpty();
  }

  /// {@return whether it only tells something}
  public boolean isNarration() {
    return text.startsWith("say ");
  }

  /// The page table of a task.
  ///
  /// @param rows from the highest page down
  public record Table(String task, boolean thread, List<Row> rows, Usage usage) {}
}
