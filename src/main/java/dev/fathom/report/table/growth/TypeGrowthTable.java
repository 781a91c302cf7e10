package dev.fathom.report.table.growth;

import dev.fathom.analysis.diff.TypeDelta;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What grew and shrank between two looks, by type.
public final class TypeGrowthTable {
  /// As programs get it.
  public static final TableSpec<TypeDelta> SPEC =
      new TableSpec<>(
          "types",
          "TYPES",
          "the objects of one type",
          List.of(
              Column.text("type", "type", "its name", TypeDelta::type),
              Column.text("module", "module", "what defines it", TypeDelta::module),
              Column.count("countBefore", "before", "how many there were", TypeDelta::countBefore),
              Column.count("countAfter", "after", "how many there are", TypeDelta::countAfter),
              Column.count(
                  "countDelta",
                  "Δ count",
                  "how many more; of three looks, how many came and stayed",
                  TypeDelta::countDelta),
              Column.bytes(
                  "allocatedDelta",
                  "Δ allocated",
                  "how much more they take",
                  TypeDelta::allocatedDelta),
              Column.count("new", "new", "how many came", TypeDelta::fresh),
              Column.count("gone", "gone", "how many went", TypeDelta::gone)));

  private TypeGrowthTable() {}
}
