package dev.fathom.mcp.tool;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Subject;
import java.time.Duration;
import java.time.Instant;

/// A look that questions are answered from.
///
/// @param subject what was looked at
/// @param key tells it from others of the same name
/// @param taken when
/// @param ended whether the process has ended since
record HeldLook(Subject subject, String key, Analysis analysis, Instant taken, boolean ended) {
  private static final int LONGEST_NAME = 60;

  HeldLook now(boolean hasEnded) {
    return new HeldLook(subject, key, analysis, taken, hasEnded);
  }

  /// {@return what it is called in calls that follow}
  String name() {
    return subject.text();
  }

  /// {@return what it is of, and how old}
  String about(Instant now) {
    if (!(subject instanceof Subject.Live live)) {
      String file = subject.text().replaceAll("[^\\w./-]", "?");
      return "The file "
          + (file.length() <= LONGEST_NAME
              ? file
              : "…" + file.substring(file.length() - LONGEST_NAME))
          + ".";
    }
    long age = Math.max(0, Duration.between(taken, now).toSeconds());
    return "Process "
        + live.process()
        + ", as it was "
        + age
        + " s ago"
        + (ended ? "; it has ended since." : ".");
  }
}
