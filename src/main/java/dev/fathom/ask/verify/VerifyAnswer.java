package dev.fathom.ask.verify;

import dev.fathom.model.Findings;
import java.util.List;

/// What was compared.
public record VerifyAnswer(Findings findings, List<Check> checks) {
  public VerifyAnswer {
    checks = List.copyOf(checks);
  }

  /// {@return how many do not agree}
  public long disagreeing() {
    return checks.stream().filter(check -> !check.agrees()).count();
  }
}
