package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.AreaUse;
import dev.fathom.lab.machine.FrameUse;
import dev.fathom.lab.machine.Outcome;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Usage;
import java.util.List;
import java.util.Optional;

/// What a command did.
///
/// @param line of the scenario, from 1
/// @param text the command as it was written
/// @param happened what the machine did, in words
/// @param details lines that a tool printed
/// @param failure what was expected and did not come; empty if the expectation holds
/// @param mark the page that was read or written, if it was one
/// @param picture what is drawn after it
/// @param tables the page tables after it
/// @param frames the frames in use after it, the lowest first, at most 256
/// @param ram one line about the frames
public record Step(
    int line,
    String text,
    String happened,
    List<String> details,
    String failure,
    Optional<Mark> mark,
    StepPicture picture,
    List<Table> tables,
    List<FrameUse> frames,
    String ram) {
  public boolean holds() {
    return failure.isEmpty();
  }

  /// {@return whether it only tells something}
  public boolean isNarration() {
    return text.startsWith("say ");
  }

  /// {@return whether it only asks whether something is as it should be}
  public boolean isExpectation() {
    return text.startsWith("expect ") || (text.startsWith("in ") && text.contains(" expect "));
  }

  /// {@return what to draw after it, given the step that follows}
  public StepPicture pictureBefore(Optional<Step> next) {
    if (picture != StepPicture.WHEN_PREPARED) {
      return picture;
    }
    boolean goesOn = next.map(step -> step.picture == StepPicture.WHEN_PREPARED).orElse(false);
    return goesOn ? StepPicture.NONE : StepPicture.TABLES;
  }

  /// A page that was read or written.
  public record Mark(String task, int page, Outcome outcome) {}

  /// The page table of a task.
  ///
  /// @param creator the task that a thread shares all but its stack with; empty for a process
  /// @param rows from the highest page down; empty if there are more than 64
  /// @param areas from the highest down; empty if there are rows
  public record Table(
      String task, String creator, List<Row> rows, List<AreaUse> areas, Usage usage) {
    public boolean isThread() {
      return !creator.isEmpty();
    }
  }
}
