package dev.fathom.report.experiment;

import dev.fathom.ask.experiment.Chart;
import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A chart for a terminal: a letter for each curve, at the points that were measured.
final class ChartLines {
  /// How wide a chart is, where there is room.
  static final int WIDTH = 68;

  private static final int ROWS = 9;
  private static final int LABEL = 10;
  private static final int GAP = 2;
  private static final char LINK = '·';
  private static final int LETTERS = 26;

  private final Chart chart;
  private final int width;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  private ChartLines(Chart chart, int width) {
    this.chart = chart;
    this.width = width;
    this.columns = Math.max(8, width - LABEL - 2 - GAP);
  }

  /// {@return charts beside each other, each at most so wide}
  static List<String> sideBySide(List<Chart> charts, int width) {
    List<List<String>> blocks = charts.stream().map(chart -> of(chart, width)).toList();
    int height = blocks.stream().mapToInt(List::size).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      StringBuilder line = new StringBuilder();
      for (int block = 0; block < blocks.size(); block++) {
        List<String> rows = blocks.get(block);
        String part = row < rows.size() ? rows.get(row) : "";
        line.append(part);
        if (block + 1 < blocks.size()) {
          line.append(" ".repeat(Math.max(0, width - Fit.length(part))));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static List<String> of(Chart chart, int width) {
    ChartLines drawing = new ChartLines(chart, width);
    drawing.legend();
    drawing.plot();
    drawing.axis();
    return drawing.lines;
  }

  private static char letter(int series) {
    return (char) ('A' + series % LETTERS);
  }

  private void legend() {
    lines.add(Fit.line(chart.title(), width - GAP));
    for (int series = 0; series < chart.series().size(); series++) {
      Chart.Series each = chart.series().get(series);
      long end = each.points().isEmpty() ? 0 : (long) each.points().getLast().y();
      lines.add(
          Fit.line(
              "  "
                  + letter(series)
                  + " "
                  + Escape.terminal(each.name())
                  + ": "
                  + ByteUnit.inText(end)
                  + " at the end",
              width - GAP));
    }
  }

  private void plot() {
    char[][] cells = new char[ROWS][columns];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
    for (int series = 0; series < chart.series().size(); series++) {
      link(chart.series().get(series).points(), cells);
    }
    for (int series = 0; series < chart.series().size(); series++) {
      for (Point point : chart.series().get(series).points()) {
        cells[row(point.y())][column(point.x())] = letter(series);
      }
    }
    for (int row = 0; row < ROWS; row++) {
      String label = row == 0 ? ByteUnit.inText((long) chart.top()) : row == ROWS - 1 ? "0" : "";
      lines.add(
          " ".repeat(Math.max(0, LABEL - label.length()))
              + label
              + (label.isEmpty() ? " │" : " ┤")
              + new String(cells[row]).stripTrailing());
    }
  }

  private void link(List<Point> points, char[][] cells) {
    for (int at = 1; at < points.size(); at++) {
      Point from = points.get(at - 1);
      Point to = points.get(at);
      int start = column(from.x());
      int end = column(to.x());
      for (int column = start + 1; column < end; column++) {
        double part = (double) (column - start) / (end - start);
        cells[row(from.y() + part * (to.y() - from.y()))][column] = LINK;
      }
    }
  }

  private int row(double y) {
    return ROWS - 1 - (int) Math.round(Math.clamp(y / chart.top(), 0.0, 1.0) * (ROWS - 1));
  }

  private int column(double x) {
    return (int) Math.round(Math.clamp(x / chart.right(), 0.0, 1.0) * (columns - 1));
  }

  private void axis() {
    String margin = " ".repeat(LABEL);
    lines.add(margin + " └" + "─".repeat(columns));
    StringBuilder marks = new StringBuilder(" ".repeat(columns));
    if (chart.places().isEmpty()) {
      put(marks, 0, "0");
      put(marks, columns, String.format(Locale.ROOT, "%,.0f", chart.right()));
      put(marks, columns / 2, chart.across());
    } else {
      StringBuilder lower = new StringBuilder(" ".repeat(columns));
      for (int place = 0; place < chart.places().size(); place++) {
        if (!put(marks, column(place), chart.places().get(place))) {
          put(lower, column(place), chart.places().get(place));
        }
      }
      lines.add((margin + "  " + marks).stripTrailing());
      marks = lower;
    }
    if (!marks.toString().isBlank()) {
      lines.add((margin + "  " + marks).stripTrailing());
    }
  }

  /// Puts a mark where it belongs, moved so far that all of it is there, if nothing is there yet.
  ///
  /// @return whether it was put there
  private static boolean put(StringBuilder marks, int centre, String mark) {
    int last = Math.max(0, marks.length() - mark.length());
    int start = Math.clamp(centre - mark.length() / 2L, 0, last);
    int end = Math.min(marks.length(), start + mark.length());
    if (!marks.substring(Math.max(0, start - 1), Math.min(marks.length(), end + 1)).isBlank()) {
      return false;
    }
    marks.replace(start, end, mark.substring(0, end - start));
    return true;
  }
}
