package dev.fathom.ask.experiment;

import java.util.List;

/// Figures of an experiment, for whoever prints them.
///
/// @param id for programs
/// @param title for people; empty for a table that is for programs alone
/// @param rows each with a cell for each column: a string, a long or a double, and an empty string
///   where nothing is known
public record DataTable(
    String id, String title, List<DataColumn> columns, List<List<Object>> rows) {
  /// What stands for nothing.
  public static final Object NOTHING = "";

  /// What a column holds.
  public enum Kind {
    /// Words; they may come from a target.
    TEXT,
    /// A number of things.
    COUNT,
    /// Bytes.
    BYTES,
    /// Bytes an item, with a fraction.
    EACH,
    /// A share of one.
    SHARE
  }

  /// A column.
  ///
  /// @param id for programs
  /// @param title its head. The first column without one stands under the title of the table; any
  ///   other such column is for programs alone
  /// @param description what is in it
  public record DataColumn(String id, String title, Kind kind, String description) {
    static final DataColumn INTERPRETER =
        new DataColumn("interpreter", "in", Kind.TEXT, "in which interpreter");
  }

  /// {@return whether it has anything to show}
  public boolean isEmpty() {
    return rows.isEmpty();
  }
}
