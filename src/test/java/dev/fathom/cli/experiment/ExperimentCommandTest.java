package dev.fathom.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.MicroPythons;
import dev.fathom.testing.Perls;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/// What experiments see from outside is what their programs say of themselves: what their own tools
/// count, and what they read of the kernel.
final class ExperimentCommandTest {
  private static final int LIST = 400_000;
  private static final int ITEMS = 20_000;
  private static final int STRINGS = 2_000;
  private static final int DEPTH = 10;
  private static final long MIB = 1 << 20;

  /// How near the figures must be to those of the program, in percent.
  private static final double NEAR = 2;

  @TempDir private Path directory;

  @Test
  void anObjectCostsWhatItsProgramSays() {
    Map<String, @Nullable Object> outcome =
        run(
            "objects",
            "--items",
            ITEMS,
            "--part",
            "ints",
            "--part",
            "strings",
            "--part",
            "list-growing",
            "--interpreter",
            Interpreters.requireAny().path());
    List<Row> steps = rows(outcome, "steps");
    assertThat(steps).hasSize(15);
    for (Row step : steps) {
      assertThat(step.number("made")).isEqualTo(step.number("toldMade"));
      assertThat(step.number("anonymous"))
          .isCloseTo(step.number("toldAnonymous"), withinPercentage(NEAR));
    }
    // sys.getsizeof of an int and a str is their own size; of a list its items are a part, too.
    for (int part = 0; part < 3; part++) {
      Row first = steps.get(5 * part);
      Row last = steps.get(5 * part + 4);
      String figure = part < 2 ? "shallow" : "objects";
      assertThat(last.number(figure) - first.number(figure))
          .as("%s", last.text("part"))
          .isCloseTo(last.number("told") - first.number("told"), withinPercentage(NEAR));
    }
    assertThat(rows(outcome, "difference"))
        .hasSize(3)
        .allSatisfy(row -> {
          double sum =
              List.of(
                      "header",
                      "collector",
                      "contents",
                      "tables",
                      "spare",
                      "rounding",
                      "allocators",
                      "free",
                      "other")
                  .stream()
                  .mapToDouble(figure -> row.fraction(figure))
                  .sum();
          assertThat(sum).isCloseTo(row.fraction("rss"), offset(0.01));
          assertThat(row.fraction("other")).isCloseTo(0, offset(3.0));
        });
  }

  @Test
  void soItDoesInMicroPython() {
    Map<String, @Nullable Object> outcome =
        run(
            "objects",
            "--items",
            ITEMS,
            "--part",
            "strings",
            "--part",
            "list-10",
            "--interpreter",
            MicroPythons.any());
    assertThat(rows(outcome, "costs"))
        .hasSize(2)
        .allSatisfy(row ->
            assertThat(row.fraction("allocated"))
                .isCloseTo(row.fraction("told"), withinPercentage(NEAR)));
    assertThat(rows(outcome, "steps"))
        .allSatisfy(step ->
            assertThat(step.number("anonymous"))
                .isCloseTo(step.number("toldAnonymous"), withinPercentage(NEAR)));
  }

  @Test
  void lookingUnsharesNearlyAllInCPythonAndFreezingDoesNotHelp() {
    Map<String, @Nullable Object> outcome =
        run("fork-sharing", "--items", LIST, "--interpreter", Interpreters.requireAny().path());
    List<Row> stages = rows(outcome, "stages");
    assertThat(stages).hasSize(6);
    assertResidentIsWhatTheChildReads(stages);
    assertThat(
            rows(outcome, "types").stream()
                .filter(row -> row.text("type").equals("int"))
                .filter(row -> row.text("stage").equals("iterated")))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.fraction("stillShared")).isLessThanOrEqualTo(0.01));
    for (String frozen : List.of("", "yes")) {
      assertThat(stages.get(frozen.isEmpty() ? 0 : 3).fraction("sharedPart"))
          .as("after the fork")
          .isGreaterThan(0.95);
      List<Row> causes =
          rows(outcome, "causes").stream()
              .filter(row -> row.text("frozen").equals(frozen))
              .filter(row -> row.text("stage").equals("iterated"))
              .toList();
      long all = causes.stream().mapToLong(row -> row.number("bytes")).sum();
      // An int takes 32 bytes at least, and its page was written for nothing but its count.
      assertThat(all).isGreaterThan(LIST * 32L * 98 / 100);
      assertThat(causes)
          .anySatisfy(row -> {
            assertThat(row.text("cause")).isEqualTo("restored");
            assertThat(row.number("bytes")).isGreaterThan(all * 95 / 100);
          });
    }
  }

  @Test
  void lookingUnsharesTheValuesInPerl() {
    Map<String, @Nullable Object> outcome =
        run("fork-sharing", "--items", LIST / 2, "--interpreter", Perls.requireSystem());
    assertResidentIsWhatTheChildReads(rows(outcome, "stages"));
    assertThat(rows(outcome, "causes"))
        .anySatisfy(row -> {
          assertThat(row.text("cause")).isEqualTo("restored");
          assertThat(row.text("stage")).isEqualTo("iterated");
          // a value has a head of 24 bytes
          assertThat(row.number("bytes")).isGreaterThan(LIST / 2 * 24L * 95 / 100);
        });
  }

  @Test
  void lookingUnsharesNextToNothingInPyPy() {
    Path pypy = Path.of("/usr/bin/pypy3");
    Assumptions.assumeTrue(Files.isExecutable(pypy), "no " + pypy + " on this machine");
    Map<String, @Nullable Object> outcome =
        run("fork-sharing", "--items", 4 * LIST, "--interpreter", pypy);
    List<Row> stages = rows(outcome, "stages");
    assertThat(stages).hasSize(3);
    // Where its collector happens to come by while it looks, that writes too: not the looking.
    long written =
        rows(outcome, "causes").stream()
            .filter(row -> row.text("stage").equals("iterated"))
            .filter(row -> !List.of("gcHeaders", "reused", "freed").contains(row.text("cause")))
            .mapToLong(row -> row.number("bytes"))
            .sum();
    assertThat(written).isLessThan(stages.get(1).number("rss") / 10);
    assertResidentIsWhatTheChildReads(stages);
    // Its collector marks each number in its head, 16 bytes, and takes the mark away.
    assertThat(rows(outcome, "causes"))
        .anySatisfy(row -> {
          assertThat(row.text("stage")).isEqualTo("collected");
          assertThat(row.text("cause")).isEqualTo("gcHeaders");
          assertThat(row.number("bytes")).isGreaterThan(LIST * 16L * 95 / 100);
          assertThat(row.fraction("part")).isGreaterThan(0.75);
        });
  }

  private static void assertResidentIsWhatTheChildReads(List<Row> stages) {
    assertThat(stages)
        .allSatisfy(stage ->
            assertThat(stage.number("anonymous"))
                .isCloseTo(stage.number("toldAnonymous"), withinPercentage(NEAR)));
  }

  /// What the newest worker has alone it reads itself after the look; and each costs less than the
  /// one that shares less.
  @Test
  void aThreadCostsLessThanAForkAndThatLessThanAStart() {
    int workers = 3;
    Map<String, @Nullable Object> outcome =
        run("workers", "--items", workers, "--interpreter", Interpreters.requireAny().path());
    List<Row> rows = rows(outcome, "workers");
    assertThat(rows).hasSize(3 * (workers + 1));
    Map<String, Double> cost = new HashMap<>();
    for (String way : List.of("started", "forked", "thread")) {
      List<Row> ofWay = rows.stream().filter(row -> row.text("way").equals(way)).toList();
      assertThat(ofWay).hasSize(workers + 1);
      double sum = 0;
      for (int count = 1; count <= workers; count++) {
        Row row = ofWay.get(count);
        assertThat(row.number("delta"))
            .isEqualTo(row.number("together") - ofWay.get(count - 1).number("together"));
        assertThat(row.number("micros")).isPositive();
        sum += row.number("delta");
        if (!way.equals("thread")) {
          // When the first goes on to find that out, it writes to pages that a fork shared.
          assertThat(row.number("own")).isCloseTo(row.number("told"), within(256L * 1024));
        }
      }
      cost.put(way, sum);
    }
    assertThat(cost.get("thread")).isLessThan(cost.get("forked"));
    assertThat(cost.get("forked")).isLessThan(cost.get("started"));
  }

  @Test
  void codeComesWhenItIsCalledAndGoesWhenMemoryIsShort() {
    Map<String, @Nullable Object> outcome =
        run("demand-paging", "--items", 24, "--interpreter", Interpreters.requireAny().path());
    List<Row> steps = rows(outcome, "steps");
    // When code was thrown out, the program reads some of it in again to find out.
    assertThat(steps.subList(0, 4))
        .allSatisfy(step ->
            assertThat(step.number("rss"))
                .as("%s", step.text("step"))
                .isCloseTo(step.number("told"), withinPercentage(NEAR)));
    assertThat(steps.get(0).number("rss")).isLessThan(steps.get(0).number("size"));
    assertThat(steps.get(3).number("rss")).isGreaterThanOrEqualTo(steps.get(0).number("rss"));
    if (Json.array(outcome.get("leftOut")).isEmpty()) {
      assertThat(steps).hasSize(6);
      assertThat(steps.get(4).number("rss")).isLessThan(steps.get(3).number("rss") * 3 / 4);
      assertThat(steps.get(5).number("rss")).isGreaterThan(steps.get(4).number("rss"));
    } else {
      assertThat(steps).hasSize(4);
    }
  }

  @Test
  void holesAreAsLargeAsWhatWasDropped() {
    Map<String, @Nullable Object> outcome =
        run("fragmentation", "--items", STRINGS, "--interpreter", Interpreters.requireAny().path());
    List<Row> steps = rows(outcome, "steps");
    assertThat(steps)
        .hasSize(4)
        .allSatisfy(step ->
            assertThat(step.number("anonymous"))
                .isCloseTo(step.number("toldAnonymous"), withinPercentage(NEAR)));
    Row made = steps.get(1);
    Row strings = rows(outcome, "newStuff").getFirst();
    assertThat(strings.text("type")).isEqualTo("str");
    assertThat(strings.number("count")).isCloseTo(made.number("strings"), withinPercentage(NEAR));
    assertThat(strings.number("bytes")).isGreaterThan(made.number("letters"));
    assertThat(rows(outcome, "garbage"))
        .allSatisfy(row -> assertThat(row.number("count")).isLessThan(100));
    // As many letters were dropped as were kept, and no new ones fit into the holes.
    assertThat(made.number("free") - steps.getFirst().number("free"))
        .isGreaterThan(made.number("letters") / 2);
  }

  @Test
  void aSubKeepsItsVariables() {
    Map<String, @Nullable Object> outcome =
        run("recursion", "--items", DEPTH, "--interpreter", Perls.requireSystem());
    List<Row> steps = rows(outcome, "steps");
    assertThat(steps)
        .hasSize(4)
        .allSatisfy(step -> {
          assertThat(step.number("data"))
              .isCloseTo(step.number("toldData"), withinPercentage(NEAR));
          assertThat(step.number("anonymous"))
              .isCloseTo(step.number("toldAnonymous"), withinPercentage(NEAR));
        });
    long variables = (DEPTH + 1) * MIB;
    assertThat(steps.get(1).number("objects") - steps.get(0).number("objects"))
        .isCloseTo(variables, withinPercentage(NEAR));
    assertThat(steps.get(3).number("objects")).isLessThan(steps.get(0).number("objects") + MIB);
    Row owner = rows(outcome, "owners").getFirst();
    assertThat(owner.text("owner")).contains("foo");
    assertThat(owner.number("retained")).isCloseTo(variables, withinPercentage(NEAR));
  }

  @Test
  void itIsDrawnAsWellAndOneInterpreterThatIsMissingIsSaid() throws Exception {
    Path svg = directory.resolve("charts.svg");
    Path page = directory.resolve("page.html");
    FathomRun run =
        FathomRun.of(
            "experiment",
            "objects",
            "--items",
            200,
            "--part",
            "dicts",
            "--interpreter",
            Interpreters.requireAny().path(),
            "--interpreter",
            "micropython-of-nowhere",
            "--svg",
            svg,
            "-o",
            page);
    assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(run.err())
        .contains(
            "there is no micropython-of-nowhere on this machine: apt-get install micropython");
    assertThat(run.out()).contains("BYTES AN ITEM", "dict of 2", "The talk saw: ", "cpython");
    Element drawing =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Files.readString(svg))))
            .getDocumentElement();
    assertThat(drawing.getTagName()).isEqualTo("svg");
    assertThat(drawing.getElementsByTagName("circle").getLength()).isEqualTo(5);
    assertThat(page).content().contains("<svg ", "dict of 2", "What the talk saw");
  }

  @Test
  void whatCannotBeRunIsSaidInALine() {
    assertThat(
            FathomRun.of(
                    "experiment", "recursion", "--interpreter", "perl-of-nowhere", "--items", 1)
                .assertOneLine(ExitCode.FAILED))
        .contains("apt-get install perl");
    FathomRun run =
        FathomRun.of("experiment", "fork-sharing", "--interpreter", "/bin/true", "--items", 10);
    assertThat(run).returns(ExitCode.FAILED, FathomRun::code).returns("", FathomRun::out);
    assertThat(run.err()).contains("/bin/true does not run the experiment");
    for (List<String> wrong :
        List.of(
            List.of("--items", "0"),
            List.of("--part", "nonsense"),
            List.of("--json", "-o", "-"),
            List.of("--svg", "-", "-o", "-"))) {
      List<Object> words = new ArrayList<>(List.of("experiment", "objects"));
      words.addAll(wrong);
      FathomRun.of(words.toArray()).assertOneLine(ExitCode.USAGE);
    }
  }

  @Test
  void theyAreListed() {
    FathomRun list = FathomRun.of("experiment").assertFine();
    assertThat(list.out())
        .contains("objects", "fork-sharing", "demand-paging", "fragmentation", "recursion");
  }

  private static Map<String, @Nullable Object> run(Object... words) {
    List<Object> all = new ArrayList<>(List.of("experiment"));
    all.addAll(Arrays.asList(words));
    all.add("--json");
    FathomRun run = FathomRun.of(all.toArray());
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FINE);
    return run.json();
  }

  /// A row of a table.
  private record Row(Map<String, @Nullable Object> cells) {
    String text(String column) {
      return String.valueOf(cells.get(column));
    }

    long number(String column) {
      return ((Number) Objects.requireNonNull(cells.get(column), column)).longValue();
    }

    double fraction(String column) {
      return ((Number) Objects.requireNonNull(cells.get(column), column)).doubleValue();
    }
  }

  /// The rows of all tables of an id.
  private static List<Row> rows(Map<String, @Nullable Object> outcome, String id) {
    List<Row> rows = new ArrayList<>();
    for (Object table : Json.array(outcome.get("tables"))) {
      if (id.equals(Json.object(table).get("id"))) {
        Json.array(Json.object(table).get("rows"))
            .forEach(row -> rows.add(new Row(Json.object(row))));
      }
    }
    return rows;
  }
}
