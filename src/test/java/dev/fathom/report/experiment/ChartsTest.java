package dev.fathom.report.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.ask.experiment.Chart;
import dev.fathom.ask.experiment.Chart.Point;
import dev.fathom.ask.experiment.DataTable;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.DataTable.Kind;
import dev.fathom.ask.experiment.ExperimentOutcome;
import dev.fathom.ask.experiment.Experiments;
import dev.fathom.view.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/// Curves stand where their points are, lines fit, and what a target is called does no harm.
final class ChartsTest {
  private static final String HOSTILE = "<script>\u001b[31m\"&'";

  private static final Chart CHART =
      new Chart(
          "numbers",
          "of numbers",
          "made",
          List.of(),
          List.of(
              new Chart.Series(HOSTILE, List.of(new Point(0, 0), new Point(100, 4096))),
              new Chart.Series("flat", List.of(new Point(0, 4096), new Point(100, 4096)))));

  private static final Chart STEPS =
      new Chart(
          "steps",
          "of steps",
          "what was done last",
          List.of("started", "first-of-all", "second-of-all", "third", "evicted", "used-again"),
          List.of(
              new Chart.Series(
                  "one",
                  List.of(
                      new Point(0, 1),
                      new Point(1, 2),
                      new Point(2, 3),
                      new Point(3, 4),
                      new Point(4, 0),
                      new Point(5, 2)))));

  private static final ExperimentOutcome OUTCOME =
      new ExperimentOutcome(
          Experiments.ALL.getFirst().story(),
          3,
          List.of(
              new DataTable(
                  "rows",
                  "ROWS",
                  List.of(
                      new DataColumn("name", "", Kind.TEXT, "a name"),
                      new DataColumn("bytes", "size", Kind.BYTES, "a size"),
                      new DataColumn("hidden", "", Kind.COUNT, "for programs")),
                  List.of(
                      List.of(HOSTILE, 2048L, 77_777L),
                      List.of("no size", DataTable.NOTHING, 1L)))),
          List.of(CHART, STEPS),
          List.of("Seen."),
          List.of("Because."),
          List.of(),
          List.of());

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 100, 140, 200})
  void everyLineFitsAndNothingEscapes(int width) {
    List<String> lines = ExperimentReport.lines(OUTCOME, Style.PLAIN, width);
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(width));
    assertThat(String.join("\n", lines))
        .doesNotContain("\u001b")
        .contains("2.00 KiB", "no size", "Seen here: Seen.", "Why it differs: Because.")
        .doesNotContain("77,777");
  }

  @Test
  void aLetterStandsAtEachPoint() {
    List<String> lines = ChartLines.sideBySide(List.of(CHART), 68);
    String top =
        lines.stream().filter(line -> line.contains("4.0 KiB ┤")).findFirst().orElseThrow();
    String bottom = lines.stream().filter(line -> line.contains(" 0 ┤")).findFirst().orElseThrow();
    // The first rises from the left at the bottom; the other lies at the top, over its end.
    assertThat(top).contains("┤B···").endsWith("B");
    assertThat(bottom).contains("┤A···");
  }

  @Test
  void everyStepIsNamedAndTwoChartsStandBesideEachOther() {
    List<String> lines = ChartLines.sideBySide(List.of(STEPS, STEPS), 68);
    String all = String.join("\n", lines);
    for (String place : STEPS.places()) {
      assertThat(all.split(place, -1)).as(place).hasSize(3);
    }
    assertThat(lines.getFirst()).startsWith("of steps").endsWith(" of steps");
  }

  @Test
  void theDrawingIsXmlWithEachPoint() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExperimentPage.writeSvg(OUTCOME, out);
    String svg = out.toString(StandardCharsets.UTF_8);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName("circle")
                .getLength())
        .isEqualTo(10);
    assertThat(svg).doesNotContain("<script>");
  }

  @Test
  void thePageHasAllThatIsShown() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExperimentPage.write(OUTCOME, out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("ROWS", "2.00 KiB", "Seen.", "Because.", "<svg ")
        .doesNotContain("<script>", "77,777");
  }
}
