package dev.fathom.ask.condition;

import dev.fathom.analysis.finding.Severity;
import java.util.List;
import java.util.Optional;

/// The findings of a look, as far as conditions ask for them.
public interface FindingCounts {
  /// {@return the ids of all findings that there can be}
  List<String> ids();

  /// {@return how many there are of one}
  long count(String id);

  /// {@return how much the gravest of them matters; empty where there is none}
  Optional<Severity> highest();
}
