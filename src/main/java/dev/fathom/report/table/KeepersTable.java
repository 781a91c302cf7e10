package dev.fathom.report.table;

import dev.fathom.analysis.returned.Keeper;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// Who keeps freed memory from going back.
public final class KeepersTable {
  /// As programs get it.
  public static final TableSpec<Keeper> SPEC =
      new TableSpec<>(
          "keepers",
          "KEPT BY",
          "one that keeps memory which would be freed",
          List.of(
              Column.bytes(
                  "bytes",
                  "stays",
                  "what of the freed memory stays because of it: on pages, or in arenas of pools,"
                      + " with something live of its own",
                  Keeper::bytes),
              Column.text(
                  "kind",
                  "kind",
                  "`owner`: an object; `unowned`: live memory that no object owns; `allocator`: what"
                      + " the allocator keeps for itself",
                  keeper -> keeper.kind().id()),
              Column.text("path", "path", "the expression for it", Keeper::path),
              Column.text("type", "type", "its type", Keeper::type)));

  private KeepersTable() {}

  /// {@return what it is called on the screen}
  public static String called(Keeper keeper) {
    return switch (keeper.kind()) {
      case OWNER -> keeper.path();
      case UNOWNED -> "memory that no object owns";
      case ALLOCATOR -> "the allocator itself";
    };
  }
}
