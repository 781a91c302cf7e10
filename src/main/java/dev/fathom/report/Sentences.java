package dev.fathom.report;

import dev.fathom.analysis.finding.Finding;
import dev.fathom.view.Escape;
import java.util.List;
import java.util.stream.Collectors;

/// What findings say, harmless to a terminal.
public final class Sentences {
  /// Longer than any sentence with the names in it.
  private static final int LONGEST = 4000;

  private Sentences() {}

  /// {@return all of it, in one line}
  public static String of(List<Finding> findings) {
    return findings.stream().map(Sentences::of).collect(Collectors.joining(" "));
  }

  public static String of(Finding finding) {
    return Escape.terminal(finding.sentence(), LONGEST);
  }
}
