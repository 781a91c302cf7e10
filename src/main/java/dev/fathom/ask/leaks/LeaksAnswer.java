package dev.fathom.ask.leaks;

import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.Findings;

/// What is not reached.
public record LeaksAnswer(Findings findings, Leaks leaks) {
  /// {@return whether nothing can be said: no objects are known, or who holds them is not}
  public boolean isEmpty() {
    return Leaks.withheld(findings) || leaks.objects() == 0;
  }
}
