package dev.fathom.view;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tables for spreadsheets and for pages of text.
public final class PlainTable {
  /// With these a spreadsheet takes a cell for a formula.
  private static final String FORMULA = "=+-@\t\r";

  private PlainTable() {}

  /// {@return the lines of a table as CSV (RFC 4180), the ids of its columns first} Numbers are
  /// written as they are, addresses with `0x`. A name that a spreadsheet would take for a formula
  /// has a `'` before it; control characters are written as `\x0a`.
  public static <R> List<String> csv(TableSpec<R> spec, List<R> rows) {
    return lines(
        spec.columns().stream().map(Column::id).collect(Collectors.joining(",")),
        rows.stream()
            .map(row ->
                spec.columns().stream()
                    .map(column -> csvCell(column, row))
                    .collect(Collectors.joining(",")))
            .toList());
  }

  /// {@return the lines of a table as Markdown}
  public static <R> List<String> markdown(TableSpec<R> spec, List<R> rows) {
    String head =
        spec.columns().stream().map(Column::title).collect(Collectors.joining(" | ", "| ", " |\n"));
    String rule =
        spec.columns().stream()
            .map(column -> column.kind() == Column.Kind.TEXT ? "---" : "---:")
            .collect(Collectors.joining("|", "|", "|"));
    return lines(
        head + rule,
        rows.stream()
            .map(row ->
                spec.columns().stream()
                    .map(column -> markdownCell(column, row))
                    .collect(Collectors.joining(" | ", "| ", " |")))
            .toList());
  }

  private static List<String> lines(String head, List<String> rows) {
    return Stream.concat(head.lines(), rows.stream()).toList();
  }

  private static <R> String csvCell(Column<R> column, R row) {
    if (column.kind() != Column.Kind.TEXT) {
      return number(column, row, "%d");
    }
    String text = Escape.terminal(column.words(row), Integer.MAX_VALUE);
    String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
  }

  private static <R> String markdownCell(Column<R> column, R row) {
    return column.kind() == Column.Kind.TEXT
        ? "`" + Escape.terminal(column.words(row)).replace("`", "'").replace("|", "\\|") + "`"
        : number(column, row, "%,d");
  }

  private static <R> String number(Column<R> column, R row, String format) {
    if (!column.isKnown(row)) {
      return "";
    }
    return switch (column.kind()) {
      case ADDRESS -> "0x%x".formatted(column.number(row));
      case COUNT, BYTES -> String.format(Locale.ROOT, format, column.number(row));
      case TEXT, ID, SHARE, FLAG -> column.words(row);
    };
  }
}
