package dev.fathom.report.table;

import dev.fathom.analysis.account.TypeCount;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// The objects that there are, by type.
public final class TypesTable {
  /// As programs get it.
  public static final TableSpec<TypeCount> SPEC =
      new TableSpec<>(
          "types",
          "OBJECTS",
          "the objects of one type",
          List.of(
              Column.text("type", "type", "its name", TypeCount::type),
              Column.text("module", "module", "what defines it", TypeCount::module),
              Column.count("count", "count", "how many there are", TypeCount::count),
              Column.bytes("shallow", "shallow", "their own sizes", TypeCount::shallow),
              Column.bytes(
                  "allocated",
                  "allocated",
                  "the blocks and chunks that hold them and their buffers",
                  TypeCount::allocated),
              Column.bytes(
                  "resident", "resident", "how much of those is in memory", TypeCount::resident)));

  private TypesTable() {}
}
