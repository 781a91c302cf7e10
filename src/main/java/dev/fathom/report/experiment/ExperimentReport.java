package dev.fathom.report.experiment;

import dev.fathom.ask.experiment.Chart;
import dev.fathom.ask.experiment.DataTable;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.Experiment;
import dev.fathom.ask.experiment.ExperimentOutcome;
import dev.fathom.ask.experiment.Story;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An experiment as a screen: what the talk saw, the figures, the curves, and why they differ.
public final class ExperimentReport {
  /// Between columns.
  private static final int GAP = 2;

  private static final int LEAST_WORDS = 10;

  private final ExperimentOutcome outcome;
  private final Style style;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private ExperimentReport(ExperimentOutcome outcome, Style style, int width) {
    this.outcome = outcome;
    this.style = style;
    this.width = width;
  }

  /// {@return which experiments there are, in lines of at most `width` characters}
  public static List<String> list(List<Experiment> experiments, Style style, int width) {
    List<String> lines =
        new ArrayList<>(
            Fit.text(
                "What talks about memory showed; fathom experiment NAME does it here:", width));
    lines.add("");
    for (Experiment experiment : experiments) {
      Story story = experiment.story();
      lines.add(
          style.bold(String.format(Locale.ROOT, "  %-16s", story.name()))
              + Fit.line(story.summary(), width - 18));
      lines.add(" ".repeat(18) + style.dim(Fit.line(story.talk(), width - 18)));
    }
    return lines;
  }

  /// {@return lines of at most `width` characters}
  public static List<String> lines(ExperimentOutcome outcome, Style style, int width) {
    ExperimentReport report = new ExperimentReport(outcome, style, width);
    report.header();
    outcome.tables().forEach(report::table);
    report.charts();
    report.paragraph("Seen here: ", outcome.seen());
    report.paragraph("Why it differs: ", outcome.why());
    report.paragraph("Left out: ", outcome.leftOut());
    return report.lines;
  }

  private void header() {
    Story story = outcome.story();
    lines.add(
        style.bold(
            Fit.line(
                String.format(
                    Locale.ROOT,
                    "%s · %,d %s",
                    story.name(),
                    outcome.items(),
                    story.itemsMeaning()),
                width)));
    lines.add(style.dim(Fit.line(story.talk(), width)));
    lines.add("");
    lines.addAll(Fit.text("The talk saw: " + story.saw(), width));
  }

  private void table(DataTable data) {
    if (data.isEmpty() || data.title().isEmpty()) {
      return;
    }
    List<Integer> shown = ExperimentCells.shown(data);
    Table.Align[] aligns =
        shown.stream()
            .map(column ->
                data.columns().get(column).kind() == DataTable.Kind.TEXT
                    ? Table.Align.LEFT
                    : Table.Align.RIGHT)
            .toArray(Table.Align[]::new);
    Table table = new Table(aligns);
    boolean titled = data.columns().getFirst().title().isEmpty();
    table.row(
        shown.stream()
            .map(column -> {
              DataColumn head = data.columns().get(column);
              return column == 0 && titled ? data.title() : head.title();
            })
            .toArray(String[]::new));
    String[][] cells = ExperimentCells.of(data);
    int words = Math.max(LEAST_WORDS, width - figures(data, shown, cells) - 1);
    for (String[] row : cells) {
      table.row(
          shown.stream()
              .map(column ->
                  column == 0 ? Escape.terminal(row[column], words) : Escape.terminal(row[column]))
              .toArray(String[]::new));
    }
    lines.add("");
    if (!titled) {
      lines.add(style.bold(Fit.line(Escape.terminal(data.title()), width)));
    }
    lines.addAll(table.headed(style, width));
  }

  /// {@return how wide all columns are but the first} That gives way where all are too wide:
  /// figures are not cut.
  private static int figures(DataTable data, List<Integer> shown, String[][] cells) {
    int sum = 0;
    for (int column : shown.subList(1, shown.size())) {
      int widest = data.columns().get(column).title().length();
      for (String[] row : cells) {
        widest = Math.max(widest, row[column].length());
      }
      sum += widest + GAP;
    }
    return sum;
  }

  private void charts() {
    List<Chart> charts = outcome.charts();
    int across = Math.max(1, width / ChartLines.WIDTH);
    for (int first = 0; first < charts.size(); first += across) {
      lines.add("");
      lines.addAll(
          ChartLines.sideBySide(
              charts.subList(first, Math.min(charts.size(), first + across)),
              Math.min(width, ChartLines.WIDTH)));
    }
  }

  private void paragraph(String begin, List<String> sentences) {
    if (!sentences.isEmpty()) {
      lines.add("");
      lines.addAll(Fit.text(begin + Escape.terminal(String.join(" ", sentences), 10_000), width));
    }
  }
}
