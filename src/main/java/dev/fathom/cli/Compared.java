package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import java.io.IOException;
import java.util.List;

/// Two or three looks, and what differs between them: for every command that compares.
///
/// @param partial whether one of the looks did not see all
record Compared(Analysis before, Analysis after, Difference difference, boolean partial) {
  /// Looks at them, or reads them.
  ///
  /// @param subjects two or three, the earliest first
  static Compared of(List<String> subjects, FreezeOption freeze, SysrootOption sysroot)
      throws IOException {
    Analysis before = LiveFindings.of(subjects.getFirst(), freeze.how(), sysroot.directory());
    if (subjects.size() == 2) {
      Analysis after = LiveFindings.of(subjects.getLast(), freeze.how(), sysroot.directory());
      return new Compared(
          before,
          after,
          Difference.of(before, after),
          before.findings().partial() || after.findings().partial());
    }
    Analysis between = LiveFindings.of(subjects.get(1), freeze.how(), sysroot.directory());
    Analysis after = LiveFindings.of(subjects.getLast(), freeze.how(), sysroot.directory());
    return new Compared(
        before,
        after,
        Difference.of(before, between.findings(), after),
        before.findings().partial() || between.findings().partial() || after.findings().partial());
  }
}
