package dev.fathom.ask.diff;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.List;

/// What grew between two looks; of three: what came between the first and the second, and stayed?
///
/// @param subjects two or three, the earliest first
/// @param manner how they are looked at
public record DiffQuestion(List<Subject> subjects, Manner manner) {
  /// Looks at them, and compares.
  public DiffAnswer answer() throws IOException {
    Analysis before = look(subjects.getFirst());
    if (subjects.size() == 2) {
      Analysis after = look(subjects.getLast());
      return new DiffAnswer(
          before,
          after,
          Difference.of(before, after),
          before.findings().partial() || after.findings().partial());
    }
    Analysis between = look(subjects.get(1));
    Analysis after = look(subjects.getLast());
    return new DiffAnswer(
        before,
        after,
        Difference.of(before, between.findings(), after),
        before.findings().partial() || between.findings().partial() || after.findings().partial());
  }

  private Analysis look(Subject subject) throws IOException {
    return Looks.at(subject, manner, Depth.ALL);
  }
}
