package dev.fathom.ask.condition;

import dev.fathom.analysis.finding.Severity;
import java.math.BigDecimal;

/// What a figure is compared with.
sealed interface Bound {
  /// `500MB`, `5%`, `+1000`.
  ///
  /// @param sign what stands before it: a growth is meant where anything does
  /// @param number bytes, a number of things, or per cent; negative behind `-`
  /// @param percent whether it is per cent: of what the figure is a part of; of a growth, of what
  ///   the figure was
  record Amount(Sign sign, BigDecimal number, boolean percent) implements Bound {
    /// {@return whether it is about how much a figure has grown}
    boolean isGrowth() {
      return sign != Sign.NONE;
    }
  }

  /// `warning`.
  record Level(Severity severity) implements Bound {}

  /// What stands before a number.
  enum Sign {
    NONE,
    PLUS,
    MINUS
  }
}
