package dev.fathom.report.table;

import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Who holds the memory.
public final class OwnersTable {
  /// As programs get it.
  public static final TableSpec<Owner> SPEC =
      new TableSpec<>(
          "owners",
          "OWNERS",
          "an object, and what it keeps alive",
          List.of(
              Column.text("path", "path", "the expression for it", Owner::path),
              Column.text("type", "type", "its type", Owner::type),
              Column.address("address", "address", "where it is", Owner::address),
              Column.count(
                  "objects", "objects", "how many it keeps, itself included", Owner::objects),
              Column.bytes(
                  "shallow", "shallow", "its own size, without its buffers", Owner::shallow),
              Column.bytes("retained", "retained", "what would be freed with it", Owner::retained),
              Column.bytes(
                  "resident", "resident", "how much of that is in memory", Owner::resident),
              Column.bytes(
                  "proportional",
                  "proportional",
                  "the same, shared pages divided among the processes that map them",
                  Owner::proportional)));

  private OwnersTable() {}
}
