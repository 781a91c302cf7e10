package dev.fathom.ask.leaks;

import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.Findings;
import java.util.List;

/// What is not reached.
///
/// @param told of it, and of what makes the answer incomplete, in words
public record LeaksAnswer(Findings findings, Leaks leaks, List<Finding> told) {
  /// {@return whether nothing can be said: no objects are known, or who holds them is not}
  public boolean isEmpty() {
    return Leaks.withheld(findings) || leaks.objects() == 0;
  }
}
