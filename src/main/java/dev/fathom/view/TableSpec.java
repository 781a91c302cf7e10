package dev.fathom.view;

import java.util.List;

/// A table, declared once.
///
/// @param <R> what a row is about
/// @param id its name for programs: that of its array in JSON; does not change
/// @param title its head on the screen
/// @param meaning of a row, for the documentation
/// @param columns in the order in which programs get them
public record TableSpec<R>(String id, String title, String meaning, List<Column<R>> columns) {
  public TableSpec {
    columns = List.copyOf(columns);
  }

  /// {@return the column of an id}
  public Column<R> column(String columnId) {
    return columns.stream()
        .filter(column -> column.id().equals(columnId))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " has no column " + columnId));
  }
}
