package dev.fathom.view;

import java.util.ArrayList;
import java.util.List;

/// A table for a terminal: columns as wide as they must be, the last one cut where the line ends.
public final class Table {
  /// Whether a column's cells stand at its left or its right.
  public enum Align {
    LEFT,
    RIGHT
  }

  private static final String GAP = "  ";

  private final List<Align> columns;
  private final List<String[]> rows = new ArrayList<>();

  public Table(Align... columns) {
    this.columns = List.of(columns);
  }

  public void row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    rows.add(cells);
  }

  /// {@return the lines, the first of which, the head, is bold}
  public List<String> headed(Style style, int width) {
    List<String> lines = lines(width);
    lines.set(0, style.bold(lines.getFirst()));
    return lines;
  }

  /// {@return the same, below an empty line}
  public List<String> section(Style style, int width) {
    List<String> lines = headed(style, width);
    lines.addFirst("");
    return lines;
  }

  /// {@return the lines, each at most `width` characters}
  public List<String> lines(int width) {
    int[] widths = new int[columns.size()];
    for (String[] row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], length(row[column]));
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - length(row[column]));
        line.append(column == 0 ? "" : GAP);
        line.append(
            columns.get(column) == Align.RIGHT ? padding + row[column] : row[column] + padding);
      }
      lines.add(Fit.line(line.toString().stripTrailing(), width));
    }
    return lines;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
