package dev.fathom.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A table for a terminal: columns as wide as they must be; what of the last one is longer than the
/// line is cut in the middle. Where that would leave little of it, columns are left out that can be
/// spared, and then other names are cut, too.
public final class Table {
  /// Whether a column's cells stand at its left or its right.
  public enum Align {
    LEFT,
    RIGHT
  }

  private static final String GAP = "  ";

  /// A name of so many characters still tells something.
  private static final int LEAST = 24;

  /// So few do where there is little room for any name. An address has 14.
  private static final int FEWEST = 16;

  private final List<Align> columns;
  private final List<Integer> spared = new ArrayList<>();
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

  /// Says that a column is left out where there is no room for it, and for those named before it.
  public void spare(int column) {
    if (!spared.contains(column)) {
      spared.add(column);
    }
  }

  /// Writes a line of its own between the rows.
  public void line(String text) {
    rows.add(new String[] {text});
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
    List<Integer> shown = new ArrayList<>();
    int[] widths = new int[columns.size()];
    for (int column = 0; column < columns.size(); column++) {
      shown.add(column);
      widths[column] = cells(column).stream().mapToInt(Fit::length).max().orElse(0);
    }
    int last = columns.size() - 1;
    int needed = columns.isEmpty() ? 0 : needed(last, widths[last]);
    for (Integer column : spared) {
      if (before(shown, widths) + needed > width && column < last) {
        shown.removeIf(column::equals);
      }
    }
    Map<Integer, List<String>> cut = new HashMap<>();
    for (int least : new int[] {LEAST, FEWEST}) {
      for (int column : shown) {
        int over = before(shown, widths) + needed - width;
        if (column != last && over > 0 && columns.get(column) == Align.LEFT) {
          int narrower = Math.max(Math.min(least, widths[column]), widths[column] - over);
          cut.put(column, ShortenedCells.of(cells(column), narrower));
          widths[column] = narrower;
        }
      }
    }
    if (!columns.isEmpty() && columns.get(last) == Align.LEFT) {
      List<String> cells = ShortenedCells.of(cells(last), width - before(shown, widths));
      cut.put(last, cells);
      widths[last] = cells.stream().mapToInt(Fit::length).max().orElse(0);
    }
    return lines(shown, widths, cut, width);
  }

  private List<String> lines(
      List<Integer> shown, int[] widths, Map<Integer, List<String>> cut, int width) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (String[] row : rows) {
      if (isLine(row)) {
        lines.addAll(Fit.indented(row[0], width));
        continue;
      }
      StringBuilder line = new StringBuilder();
      for (int column : shown) {
        List<String> shortened = cut.get(column);
        String cell = shortened == null ? row[column] : shortened.get(number);
        String padding = " ".repeat(widths[column] - Fit.length(cell));
        line.append(column == 0 ? "" : GAP);
        line.append(columns.get(column) == Align.RIGHT ? padding + cell : cell + padding);
      }
      lines.add(Fit.line(line.toString().stripTrailing(), width));
      number++;
    }
    return lines;
  }

  private boolean isLine(String[] row) {
    return row.length != columns.size();
  }

  private List<String> cells(int column) {
    return rows.stream().filter(row -> !isLine(row)).map(row -> row[column]).toList();
  }

  private int needed(int last, int wanted) {
    return columns.get(last) == Align.LEFT ? Math.min(LEAST, wanted) : wanted;
  }

  private int before(List<Integer> shown, int[] widths) {
    return shown.stream()
        .filter(column -> column < columns.size() - 1)
        .mapToInt(column -> widths[column] + GAP.length())
        .sum();
  }
}
