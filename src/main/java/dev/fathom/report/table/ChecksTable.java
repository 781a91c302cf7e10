package dev.fathom.report.table;

import dev.fathom.ask.verify.Check;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What was verified, figure by figure.
public final class ChecksTable {
  /// As programs get it.
  public static final TableSpec<Check> SPEC =
      new TableSpec<>(
          "checks",
          "CHECKS",
          "a figure",
          List.of(
              Column.text("id", "check", "its name for programs", Check::id),
              Column.flag("agrees", "agrees", "whether both say the same", Check::agrees),
              Column.count("fathom", "Fathom", "what the look found", Check::fathom),
              Column.count(
                  "least",
                  "at least",
                  "what the other says, at the least: before the look or after it",
                  Check::least),
              Column.count("most", "at most", "and at most", Check::most),
              Column.text("unit", "unit", "what is counted", Check::unit),
              Column.text("what", "of", "what the figure is of", Check::what),
              Column.text(
                  "witness",
                  "witness",
                  "who the other is, or how it was counted the second time",
                  Check::witness)));

  private ChecksTable() {}
}
