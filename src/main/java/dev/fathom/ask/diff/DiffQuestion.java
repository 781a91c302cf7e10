package dev.fathom.ask.diff;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.ask.LooksInTurn;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What grew between two looks; of three: what came between the first and the second, and stayed?
///
/// @param subjects two or three, the earliest first
/// @param manner how they are looked at
public record DiffQuestion(List<Subject> subjects, Manner manner) {
  /// Looks at them, and compares.
  public DiffAnswer answer() throws IOException {
    List<Analysis> looks = looks();
    Analysis before = looks.getFirst();
    Analysis after = looks.getLast();
    if (subjects.size() == 2) {
      return new DiffAnswer(
          before,
          after,
          Difference.of(before, after),
          before.findings().partial() || after.findings().partial());
    }
    Analysis between = looks.get(1);
    return new DiffAnswer(
        before,
        after,
        Difference.of(before, between.findings(), after),
        before.findings().partial() || between.findings().partial() || after.findings().partial());
  }

  private List<Analysis> looks() throws IOException {
    List<Analysis> made = new ArrayList<>();
    try (LooksInTurn looks = new LooksInTurn(manner)) {
      for (int number = 0; number < subjects.size(); number++) {
        Subject subject = subjects.get(number);
        boolean again = subjects.subList(number + 1, subjects.size()).contains(subject);
        made.add(looks.at(subject, again));
      }
    }
    return made;
  }
}
