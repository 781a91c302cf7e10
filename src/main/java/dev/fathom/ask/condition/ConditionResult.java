package dev.fathom.ask.condition;

import dev.fathom.analysis.finding.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What came of a condition.
///
/// @param holds whether it holds
/// @param comparisons each comparison in it, in the order in which they stand there
public record ConditionResult(boolean holds, List<Checked> comparisons) {
  public ConditionResult {
    comparisons = List.copyOf(comparisons);
  }

  /// A comparison, and the figure in it.
  ///
  /// @param text as it was written; not escaped
  /// @param holds whether it holds
  public record Checked(String text, FigureName name, Told told, boolean holds) {
    /// {@return the figure in words: `612,000,000 bytes`, `1,200 before, 3,400 now`}
    public String figure() {
      String unit = name.measure().kind() == Measure.Kind.BYTES ? " bytes" : "";
      return switch (told) {
        case Told.Amount amount -> number(amount.figure().amount()) + unit + share(amount.figure());
        case Told.Growth growth ->
            number(growth.earlier()) + unit + " before, " + number(growth.later()) + unit + " now";
        case Told.Finding finding -> finding.highest().map(Severity::id).orElse("no finding");
      };
    }

    private static String number(long amount) {
      return String.format(Locale.ROOT, "%,d", amount);
    }

    private static String share(Figure figure) {
      return figure.whole().orElse(0) == 0
          ? ""
          : String.format(
              Locale.ROOT, " (%.1f %%)", 100.0 * figure.amount() / figure.whole().getAsLong());
    }
  }

  /// What was told of a figure.
  public sealed interface Told {
    /// A figure of one look.
    record Amount(Figure figure) implements Told {}

    /// A figure of two.
    record Growth(long earlier, long later) implements Told {}

    /// How much the gravest finding matters; empty where there is none.
    record Finding(Optional<Severity> highest) implements Told {}
  }
}
