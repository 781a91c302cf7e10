package dev.fathom.ask.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.ByteSize;
import dev.fathom.runtime.cpython.words.PythonDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What docs/conditions.md says is so.
final class ConditionsDocumentTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Vocabulary OF_ONE = vocabulary(false);
  private static final Vocabulary OF_TWO = vocabulary(true);

  private static Vocabulary vocabulary(boolean compares) {
    return Vocabulary.of(compares, List.of(new PythonDialect()), MadeUpLooks.FINDINGS.ids());
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("docs/conditions.md"));
  }

  /// The part between two texts that stand there.
  private static String between(String from, String to) throws IOException {
    String document = document();
    int start = document.indexOf(from);
    int end = document.indexOf(to, start + from.length());
    assertThat(start).as(from).isNotNegative();
    assertThat(end).as(to).isPositive();
    return document.substring(start + from.length(), end);
  }

  /// What stands as code in the first column of a table.
  private static List<String> firstColumn(String section) {
    List<String> code = new ArrayList<>();
    for (String line : section.lines().filter(each -> each.startsWith("|")).toList()) {
      Matcher matcher = CODE.matcher(line.substring(0, line.indexOf('|', 1)));
      while (matcher.find()) {
        code.add(matcher.group(1));
      }
    }
    return code;
  }

  @Test
  void allFiguresAreListed() throws IOException {
    List<String> measures =
        Arrays.stream(Measure.values())
            .filter(measure -> measure != Measure.ACCOUNT)
            .map(Measure::usage)
            .toList();
    assertThat(firstColumn(between("## Figures", "## Bounds")))
        .containsExactlyInAnyOrderElementsOf(measures);
  }

  @Test
  void unitsAreWhatTheyAreSaidToBe() throws Exception {
    List<String> bounds = firstColumn(between("## Bounds", "## Examples"));
    assertThat(bounds).hasSizeGreaterThan(15);
    for (String bound : bounds) {
      boolean severity = Character.isLetter(bound.charAt(0));
      String figure = severity ? "finding" : "stacks";
      assertThat(Condition.parse(figure + ">" + bound, OF_TWO).text()).isNotEmpty();
    }
    assertThat(bounds.stream().filter(bound -> bound.matches("5.*B")).map(ByteSize::parse))
        .containsExactly(
            5L,
            5_000L,
            5_000_000L,
            5_000_000_000L,
            5_000_000_000_000L,
            5L << 10,
            5L << 20,
            5L << 30,
            5L << 40);
  }

  @TestFactory
  Stream<DynamicTest> examplesOfOneLookAreUnderstoodAndAnswered() throws IOException {
    List<String> examples = firstColumn(between("Of one look:", "Of two looks,"));
    assertThat(examples).hasSizeGreaterThan(10);
    ReportFigures figures = MadeUpLooks.figures(1001);
    return examples.stream()
        .map(example ->
            DynamicTest.dynamicTest(
                example,
                () ->
                    assertThat(Condition.parse(example, OF_ONE).check(figures).comparisons())
                        .isNotEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> examplesOfTwoLooksAreUnderstoodAndAnswered() throws IOException {
    List<String> examples = firstColumn(between("Of two looks, by", "## What makes no sense"));
    assertThat(examples).hasSizeGreaterThan(5);
    DifferenceFigures figures =
        MadeUpLooks.difference(MadeUpLooks.look(30), MadeUpLooks.look(1031));
    return examples.stream()
        .map(example ->
            DynamicTest.dynamicTest(
                example,
                () ->
                    assertThat(Condition.parse(example, OF_TWO).check(figures).comparisons())
                        .isNotEmpty()));
  }

  /// Some hold, as they are said to: 1001 sessions came.
  @Test
  void examplesHoldWhenTheySaySo() throws Exception {
    Analysis before = MadeUpLooks.look(30);
    String grown = "objects(app.Session)>+1000";
    assertThat(document()).contains("`" + grown + "` | there are at least 1001 instances more");
    Condition condition = Condition.parse(grown, OF_TWO);
    assertThat(condition.check(MadeUpLooks.difference(before, MadeUpLooks.look(1031))).holds())
        .isTrue();
    assertThat(condition.check(MadeUpLooks.difference(before, MadeUpLooks.look(1030))).holds())
        .isFalse();
    for (String example :
        List.of("rss > 500MB", "finding >= warning", "objects(app.Session) > +1000")) {
      assertThat(between("```\n", "\n```")).contains(example);
      assertThat(Condition.parse(example, OF_TWO).text()).isEqualTo(example);
    }
  }

  /// Three lines each: the condition, the place, what is wrong with it.
  @Test
  void whatMakesNoSenseIsShownLikeThis() throws IOException {
    String document = document();
    String section = document.substring(document.indexOf("## What makes no sense"));
    List<String> blocks = new ArrayList<>();
    Matcher matcher = Pattern.compile("```\n(.*?)\n```", Pattern.DOTALL).matcher(section);
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    assertThat(blocks).hasSizeGreaterThan(3);
    for (String block : blocks) {
      List<String> lines = block.lines().toList();
      String message = lines.getLast();
      assertThatExceptionOfType(ConditionException.class)
          .isThrownBy(() -> Condition.parse(lines.getFirst(), OF_ONE))
          .satisfies(wrong -> {
            assertThat(wrong.place()).isEqualTo(lines.subList(0, 2));
            if (message.endsWith("…")) {
              assertThat(wrong).hasMessageStartingWith(message.substring(0, message.length() - 1));
            } else {
              assertThat(wrong).hasMessage(message);
            }
          });
    }
  }
}
