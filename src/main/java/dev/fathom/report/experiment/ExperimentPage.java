package dev.fathom.report.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.ask.experiment.DataTable;
import dev.fathom.ask.experiment.ExperimentOutcome;
import dev.fathom.ask.experiment.Story;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/// An experiment as a page, or its charts as a drawing. Neither loads anything or runs anything.
public final class ExperimentPage {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
             max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin-bottom: 0; }
      h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
      .talk { color: #555; margin-top: .2rem; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid #e3e3e3; }
      th { font-weight: 600; }
      .text { text-align: left; }
      .wide { overflow-x: auto; }
      svg { max-width: 100%; height: auto; }
      """;

  private final StringBuilder page = new StringBuilder();

  private ExperimentPage() {}

  /// Writes the page; the stream stays open.
  public static void write(ExperimentOutcome outcome, OutputStream out) throws IOException {
    ExperimentPage page = new ExperimentPage();
    page.all(outcome);
    out.write(page.page.toString().getBytes(UTF_8));
    out.flush();
  }

  /// Writes the charts as SVG; the stream stays open.
  public static void writeSvg(ExperimentOutcome outcome, OutputStream out) throws IOException {
    out.write(ChartSvg.of(outcome).getBytes(UTF_8));
    out.flush();
  }

  private void all(ExperimentOutcome outcome) {
    Story story = outcome.story();
    page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        .append(ChartSvg.escaped("fathom experiment " + story.name()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n<main>\n");
    element("h1", story.summary());
    page.append("<p class=\"talk\">");
    page.append(
        ChartSvg.escaped(
            String.format(
                Locale.ROOT,
                "fathom experiment %s, %,d %s · %s",
                story.name(),
                outcome.items(),
                story.itemsMeaning(),
                story.talk())));
    page.append("</p>\n");
    paragraphs("What the talk saw", List.of(story.saw()));
    paragraphs("What is seen here", outcome.seen());
    if (!outcome.charts().isEmpty()) {
      page.append(ChartSvg.of(outcome));
    }
    outcome.tables().forEach(this::table);
    paragraphs("Why it differs", outcome.why());
    paragraphs("Left out", outcome.leftOut());
    page.append("</main>\n</html>\n");
  }

  private void paragraphs(String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      element("h2", title);
      sentences.forEach(sentence -> element("p", sentence));
    }
  }

  private void element(String name, String text) {
    page.append('<').append(name).append('>').append(ChartSvg.escaped(text));
    page.append("</").append(name).append(">\n");
  }

  private void table(DataTable data) {
    if (data.isEmpty() || data.title().isEmpty()) {
      return;
    }
    List<Integer> shown = ExperimentCells.shown(data);
    element("h2", data.title());
    // It is moved with keys, too, where it is wider than the screen.
    page.append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(ChartSvg.escaped(data.title()))
        .append("\"><table>\n<tr>");
    for (int column : shown) {
      cell("th", data, column, data.columns().get(column).title());
    }
    page.append("</tr>\n");
    for (String[] row : ExperimentCells.of(data)) {
      page.append("<tr>");
      for (int column : shown) {
        cell("td", data, column, row[column]);
      }
      page.append("</tr>\n");
    }
    page.append("</table></div>\n");
  }

  private void cell(String name, DataTable data, int column, String text) {
    DataTable.DataColumn head = data.columns().get(column);
    page.append('<').append(name);
    if (head.kind() == DataTable.Kind.TEXT) {
      page.append(" class=\"text\"");
    }
    if (name.equals("th")) {
      page.append(" title=\"").append(ChartSvg.escaped(head.description())).append('"');
    }
    page.append('>').append(ChartSvg.escaped(text)).append("</").append(name).append('>');
  }
}
