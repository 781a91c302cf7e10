package dev.fathom.report.experiment;

import dev.fathom.ask.experiment.Chart;
import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.ExperimentOutcome;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Escape;
import java.util.List;
import java.util.Locale;

/// The charts of an experiment as one SVG.
final class ChartSvg {
  private static final int WIDTH = 460;
  private static final int ACROSS = 2;
  private static final int LEFT = 74;
  private static final int RIGHT = 18;
  private static final int PLOT = 170;
  private static final int LINE = 16;
  private static final int HEAD = 26;
  private static final int PAD = 10;
  private static final int FOOT = 44;
  private static final int QUARTERS = 4;

  /// To be told apart also by who sees few colours; each has another dash, too.
  private static final List<String> COLOURS =
      List.of("#1f6fb4", "#c4562f", "#2f8a57", "#8257b5", "#a67c00", "#4d4d4d");

  private static final List<String> DASHES = List.of("", "7 3", "2 3", "9 3 2 3", "4 4", "1 2");

  private final StringBuilder svg = new StringBuilder();

  private ChartSvg() {}

  /// {@return the text of it}
  static String of(ExperimentOutcome outcome) {
    ChartSvg drawing = new ChartSvg();
    drawing.all(outcome);
    return drawing.svg.toString();
  }

  /// {@return a text between tags}
  static String escaped(String text) {
    return Escape.markup(text);
  }

  private void all(ExperimentOutcome outcome) {
    List<Chart> charts = outcome.charts();
    int most = charts.stream().mapToInt(chart -> chart.series().size()).max().orElse(0);
    int height = HEAD + most * LINE + PAD + PLOT + FOOT;
    int rows = (charts.size() + ACROSS - 1) / ACROSS;
    int columns = Math.min(ACROSS, charts.size());
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n",
            columns * WIDTH,
            rows * height,
            columns * WIDTH,
            rows * height));
    svg.append(
        String.format(Locale.ROOT, "<title>%s</title>\n", escaped(outcome.story().summary())));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    for (int at = 0; at < charts.size(); at++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<g transform=\"translate(%d %d)\">\n",
              at % ACROSS * WIDTH,
              at / ACROSS * height));
      chart(charts.get(at), HEAD + most * LINE + PAD);
      svg.append("</g>\n");
    }
    svg.append("</svg>\n");
  }

  private void chart(Chart chart, int top) {
    text(LEFT, 18, "start", "#111", "bold", chart.title());
    for (int series = 0; series < chart.series().size(); series++) {
      legend(chart.series().get(series), series);
    }
    grid(chart, top);
    for (int series = 0; series < chart.series().size(); series++) {
      curve(chart, chart.series().get(series), series, top);
    }
  }

  private void legend(Chart.Series series, int number) {
    int y = HEAD + number * LINE + LINE / 2;
    svg.append(String.format(Locale.ROOT, "<path d=\"M%d %dh24\" %s/>\n", LEFT, y, stroke(number)));
    long end = series.points().isEmpty() ? 0 : (long) series.points().getLast().y();
    text(
        LEFT + 30,
        y + 4,
        "start",
        "#333",
        "normal",
        series.name() + ": " + ByteUnit.inText(end) + " at the end");
  }

  private void grid(Chart chart, int top) {
    ByteUnit unit = ByteUnit.forLargest((long) chart.top());
    for (int quarter = 0; quarter <= QUARTERS; quarter++) {
      int y = top + PLOT - quarter * PLOT / QUARTERS;
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%d %dH%d\" stroke=\"%s\"/>\n",
              LEFT,
              y,
              WIDTH - RIGHT,
              quarter == 0 ? "#666" : "#ddd"));
      text(
          LEFT - 6,
          y + 4,
          "end",
          "#555",
          "normal",
          quarter == 0 ? "0" : unit.format(Math.round(chart.top() * quarter / QUARTERS)));
    }
    int y = top + PLOT + LINE;
    if (chart.places().isEmpty()) {
      text(LEFT, y, "start", "#555", "normal", "0");
      text(
          WIDTH - RIGHT,
          y,
          "end",
          "#555",
          "normal",
          String.format(Locale.ROOT, "%,.0f", chart.right()));
    }
    for (int place = 0; place < chart.places().size(); place++) {
      String anchor = place == 0 ? "start" : place == chart.places().size() - 1 ? "end" : "middle";
      // Neighbours would meet where there are many.
      int lower = chart.places().size() > 4 && place % 2 == 1 ? LINE - 3 : 0;
      text(
          (int) Math.round(x(chart, place)),
          y + lower,
          anchor,
          "#555",
          "normal",
          chart.places().get(place));
    }
    if (chart.places().isEmpty()) {
      text(LEFT + (WIDTH - RIGHT - LEFT) / 2, y, "middle", "#555", "normal", chart.across());
    }
  }

  private void curve(Chart chart, Chart.Series series, int number, int top) {
    StringBuilder path = new StringBuilder();
    for (Point point : series.points()) {
      path.append(path.isEmpty() ? 'M' : 'L').append(at(chart, point, top));
    }
    svg.append(String.format(Locale.ROOT, "<path d=\"%s\" %s/>\n", path, stroke(number)));
    for (Point point : series.points()) {
      String[] place = at(chart, point, top).split(" ", -1);
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"><title>%s: %s</title></circle>\n",
              place[0],
              place[1],
              COLOURS.get(number % COLOURS.size()),
              escaped(series.name()),
              ByteUnit.inText((long) point.y())));
    }
  }

  private static double x(Chart chart, double place) {
    return LEFT + place / chart.right() * (WIDTH - RIGHT - LEFT);
  }

  private static String at(Chart chart, Point point, int top) {
    return String.format(
        Locale.ROOT,
        "%.1f %.1f",
        x(chart, point.x()),
        top + PLOT - Math.max(0, point.y()) / chart.top() * PLOT);
  }

  private static String stroke(int series) {
    String dash = DASHES.get(series % DASHES.size());
    return "fill=\"none\" stroke-width=\"2\" stroke=\""
        + COLOURS.get(series % COLOURS.size())
        + "\""
        + (dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"");
  }

  private void text(int x, int y, String anchor, String fill, String weight, String text) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-weight=\"%s\">%s</text>\n",
            x,
            y,
            anchor,
            fill,
            weight,
            escaped(text)));
  }
}
