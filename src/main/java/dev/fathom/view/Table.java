package dev.fathom.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table for a terminal: columns as wide as they must be; what of the last one is longer than the
/// line is cut in the middle.
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
    int last = columns.size() - 1;
    int[] widths = new int[columns.size()];
    for (String[] row : rows) {
      for (int column = 0; column <= last; column++) {
        widths[column] = Math.max(widths[column], length(row[column]));
      }
    }
    int before = Arrays.stream(widths, 0, last).map(each -> each + GAP.length()).sum();
    List<String> shortened =
        columns.get(last) == Align.LEFT
            ? ShortenedCells.of(rows.stream().map(row -> row[last]).toList(), width - before)
            : rows.stream().map(row -> row[last]).toList();
    widths[last] = shortened.stream().mapToInt(Table::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < rows.size(); number++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column <= last; column++) {
        String cell = column == last ? shortened.get(number) : rows.get(number)[column];
        String padding = " ".repeat(widths[column] - length(cell));
        line.append(column == 0 ? "" : GAP);
        line.append(columns.get(column) == Align.RIGHT ? padding + cell : cell + padding);
      }
      lines.add(Fit.line(line.toString().stripTrailing(), width));
    }
    return lines;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
