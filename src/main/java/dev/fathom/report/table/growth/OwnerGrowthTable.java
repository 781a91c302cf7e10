package dev.fathom.report.table.growth;

import dev.fathom.analysis.diff.OwnerDelta;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;
import java.util.Optional;

/// Who holds what came, and held what went, between two looks.
public final class OwnerGrowthTable {
  /// As programs get it.
  public static final TableSpec<OwnerDelta> SPEC =
      new TableSpec<>(
          "owners",
          "OWNERS",
          "an object, or some that others hold jointly, for which what came and went counts",
          List.of(
              Column.text(
                  "path",
                  "held by",
                  "the expression for it; empty for all that no other row tells of",
                  OwnerDelta::path),
              Column.text("type", "type", "its type", OwnerDelta::type),
              Column.text("holders", "holders", "who holds them jointly", OwnerDelta::holders),
              Column.flag("gone", "gone", "whether it is not there any more", OwnerDelta::gone),
              Column.count(
                  "countDelta",
                  "Δ objects",
                  "how many more objects count for it",
                  OwnerDelta::countDelta),
              Column.bytes(
                  "retainedDelta", "Δ bytes", "how much more they take", OwnerDelta::retainedDelta),
              Column.text(
                  "mainType",
                  "most of it",
                  "the type that makes up most of the change",
                  OwnerDelta::mainType),
              Column.count(
                  "mainCountDelta",
                  "Δ count",
                  "how many more there are of that",
                  OwnerDelta::mainDelta),
              Column.knownCount(
                  "keysDelta", "Δ keys", "how many more keys it has", row -> entries(row, "keys")),
              Column.knownCount(
                  "itemsDelta",
                  "Δ items",
                  "how many more items it has",
                  row -> entries(row, "items"))));

  private OwnerGrowthTable() {}

  private static Optional<Long> entries(OwnerDelta row, String kind) {
    return Optional.of(row.entriesDelta())
        .filter(delta -> delta != 0 && row.entries().equals(kind));
  }

  /// {@return a row as it is called on a screen}
  public static String called(OwnerDelta row) {
    String who =
        row.path().isEmpty()
            ? "(all others)"
            : row.holders().isEmpty() ? row.path() : "jointly " + row.holders();
    return who + (row.gone() ? "  (gone)" : "");
  }
}
