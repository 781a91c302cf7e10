package dev.fathom.cli.option;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.last.Keeping;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// More processes or files, of which each is asked by itself, one after the other.
///
/// @param words as the user gave them
public record OtherSubjects(List<String> words) {
  /// From the least to what counts most of several.
  private static final List<Integer> CODES =
      List.of(
          ExitCode.FINE, ExitCode.PARTIAL, ExitCode.CONDITION, ExitCode.DISAGREES, ExitCode.FAILED);

  /// A question about one.
  @FunctionalInterface
  public interface Ask {
    /// Prints the answer.
    ///
    /// @return the exit code for it
    int about(Subject subject) throws IOException;
  }

  /// Makes sure that there is one subject alone.
  ///
  /// @param option that has an answer about one
  public void refuse(String option) throws QuestionException {
    if (!words.isEmpty()) {
      throw QuestionException.wrong(option + " is about one process: leave out the others");
    }
  }

  /// Asks about each. Of several, one that cannot be looked at does not keep the others from being
  /// told; and none of the looks is kept.
  ///
  /// @return the exit code for all: of failures, conditions that hold and partial answers the first
  public int askEach(SubjectOptions target, Screen screen, Ask ask) throws IOException {
    if (words.isEmpty()) {
      return ask.about(target.subject());
    }
    List<Subject> subjects = new ArrayList<>(List.of(target.subject()));
    subjects.addAll(target.alike(words));
    int most = 0;
    for (int at = 0; at < subjects.size(); at++) {
      Subject subject = subjects.get(at);
      if (at > 0 && !target.json()) {
        screen.out().println();
      }
      int code =
          ScopedValue.where(Keeping.WANTED, new Keeping(Optional::empty))
              .call(() -> answered(subject, ask, screen));
      most = Math.max(most, CODES.indexOf(code));
    }
    return CODES.get(most);
  }

  private static int answered(Subject subject, Ask ask, Screen screen) throws IOException {
    try {
      return ask.about(subject);
    } catch (ProcessAccessException | SnapshotException unreadable) {
      screen.err().println("fathom: " + Escape.terminal(String.valueOf(unreadable.getMessage())));
      return ExitCode.FAILED;
    }
  }
}
