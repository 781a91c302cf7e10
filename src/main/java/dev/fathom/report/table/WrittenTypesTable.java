package dev.fathom.report.table;

import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Writes to objects of which types broke the sharing.
public final class WrittenTypesTable {
  /// As programs get it.
  public static final TableSpec<TypeTotal> SPEC =
      new TableSpec<>(
          "types",
          "ON OBJECTS OF TYPE",
          "the objects of one type, over all workers",
          List.of(
              Column.text("type", "type", "its name", TypeTotal::type),
              Column.bytes(
                  "bytes",
                  "bytes",
                  "its part of the pages that are not shared any more",
                  TypeTotal::bytes)));

  private WrittenTypesTable() {}
}
