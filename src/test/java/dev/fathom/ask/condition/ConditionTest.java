package dev.fathom.ask.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.analysis.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds, what does not, and what makes no sense.
final class ConditionTest {
  private static final Vocabulary NAMES =
      new Vocabulary(
          false,
          List.of("stacks", "python.objects", "unexplained", "malloc.free", "malloc.free.trapped"),
          List.of("duplicates", "pins"));

  private static final Vocabulary NAMES_OF_TWO =
      new Vocabulary(true, NAMES.accounts(), NAMES.findings());

  private static final ToldFigures FIGURES =
      ToldFigures.of(
          Map.of(
              FigureName.of(Measure.RSS),
              Figure.of(1000),
              named(Measure.ACCOUNT, "stacks"),
              Figure.part(200, 1000),
              named(Measure.ACCOUNT, "unexplained"),
              Figure.part(0, 0),
              named(Measure.OBJECTS_OF_TYPE, "app.Session"),
              Figure.part(50, 200),
              named(Measure.OBJECTS_OF_TYPE, "gone"),
              Figure.part(0, 200),
              FigureName.of(Measure.FINDINGS),
              Figure.of(3),
              named(Measure.FINDINGS_OF_ID, "pins"),
              Figure.of(2)),
          Optional.of(Severity.WARNING));

  private static FigureName named(Measure measure, String argument) {
    return new FigureName(measure, argument);
  }

  private static boolean holds(String condition, ToldFigures figures) throws Exception {
    Vocabulary names = figures.vocabulary().compares() ? NAMES_OF_TWO : NAMES;
    return Condition.parse(condition, names).check(figures).holds();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rss>999",
        "rss>=1000",
        "rss == 1000 B",
        "rss==1kB",
        "rss<1KiB",
        "rss<=1000.0",
        "rss!=1001",
        "rss > 0.9kB",
        "rss\t>\n5",
        "stacks>19.9%",
        "stacks==20 %",
        "stacks<20.000001%",
        "objects(app.Session)==50",
        "objects( app.Session )==25%",
        "objects (\"app.Session\")==50",
        "objects(gone)==0",
        "unexplained==0%",
        "not rss>1000",
        "not not rss==1000",
        "not(rss>1000)",
        "rss>5 and stacks>5",
        "rss>5000 or stacks>5",
        // and binds more than or
        "rss>5 or rss>5000 and rss>5000",
        "not rss>5000 or rss>5000",
        "(((rss>5)))",
        "(rss>5 or rss>5000) and not (rss>5000 or rss>6000)",
        "finding>=warning",
        "finding>note",
        "finding<critical",
        "finding==warning",
        "finding!=note",
        "findings==3",
        "findings(pins)>1",
      })
  void holds(String condition) throws Exception {
    assertThat(holds(condition, FIGURES)).isTrue();
    assertThat(holds("not (" + condition + ")", FIGURES)).isFalse();
  }

  @Test
  void whereThereIsNoFindingTheHighestIsBelowAll() throws Exception {
    ToldFigures none = ToldFigures.of(Map.of(), Optional.empty());
    for (String condition : List.of("finding<note", "finding!=note", "not finding>=note")) {
      assertThat(holds(condition, none)).as(condition).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // condition, earlier, later, holds
    "rss>+999, 1000, 2000, true",
    "rss>+1000, 1000, 2000, false",
    "rss>=+100%, 1000, 2000, true",
    "rss>+100%, 1000, 2000, false",
    "rss>+1kB, 1000, 2000, false",
    "rss>1500, 1000, 2000, true",
    "rss<-100, 1000, 800, true",
    "rss<-20%, 1000, 800, false",
    "rss<=-20%, 1000, 800, true",
    "rss>-50, 1000, 990, true",
    "rss==+0, 1000, 1000, true",
    "rss>+0%, 0, 0, false",
    "rss>=+1%, 0, 0, false",
    "rss>+5000%, 0, 1, true",
    "rss<+5000%, 0, 1, false",
  })
  void aSignMeansGrowth(String condition, long earlier, long later, boolean holds)
      throws Exception {
    FigureName rss = FigureName.of(Measure.RSS);
    ToldFigures figures =
        ToldFigures.ofTwo(Map.of(rss, Figure.of(earlier)), Map.of(rss, Figure.of(later)));
    assertThat(holds(condition, figures)).isEqualTo(holds);
  }

  @Test
  void eachComparisonIsTold() throws Exception {
    ConditionResult result =
        Condition.parse("stacks > 5% and (finding>=critical or rss<5)", NAMES).check(FIGURES);
    assertThat(result.holds()).isFalse();
    assertThat(result.comparisons())
        .extracting(ConditionResult.Checked::text)
        .containsExactly("stacks > 5%", "finding>=critical", "rss<5");
    assertThat(result.comparisons())
        .extracting(ConditionResult.Checked::figure)
        .containsExactly("200 bytes (20.0 %)", "warning", "1,000 bytes");
    assertThat(result.comparisons())
        .extracting(ConditionResult.Checked::holds)
        .containsExactly(true, false, false);
  }

  /// Also where what is known decides.
  @ParameterizedTest
  @ValueSource(strings = {"pss>5", "rss>5 or pss>5", "rss>5000 and pss>5", "not (rss>5 or pss>5)"})
  void whatIsNotKnownIsNeverFalse(String condition) throws Exception {
    Condition parsed = Condition.parse(condition, NAMES);
    assertThatExceptionOfType(UnknownFigureException.class)
        .isThrownBy(() -> parsed.check(FIGURES))
        .withMessage("pss is not known");
  }

  @Test
  void anAccountThatALookHasNotIsWrongUseToo() throws Exception {
    Condition parsed = Condition.parse("rss>5 or python.objects>5", NAMES);
    assertThatExceptionOfType(ConditionException.class)
        .isThrownBy(() -> parsed.check(FIGURES))
        .withMessageContaining("'python.objects' is not a figure")
        .withMessageContaining("the accounts stacks, unexplained")
        .returns(9, ConditionException::position);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "objects(my type)>1 | my type",
        "objects(\"my type\")>1 | my type",
        "objects(\"a)(\")>1 | a)(",
        "objects(\"it's \\\"so\\\" \\\\ \\n\")>1 | it's \"so\" \\ \\n",
        "objects(std::map<int, void (*)(int)>)>1 | std::map<int, void (*)(int)>",
        "objects(\"a\".b)>1 | \"a\".b",
        "objects(')')>1 | ')'",
        "objects(a and b > 5)>1 | a and b > 5",
        "retained(__main__.cache['a b'])>1 | __main__.cache['a b']",
        "retained(__main__.cache['it\\'s ) so'][3].x)>1 | __main__.cache['it\\'s ) so'][3].x",
        "retained(%main::cache{key}[3])>1 | %main::cache{key}[3]",
        "retained(main::foo()[depth 2]->$var)>1 | main::foo()[depth 2]->$var",
        "retained(~ <static dict>.été)>1 | ~ <static dict>.été",
      })
  void namesMayHaveBracketsAndQuotes(String condition, String name) throws Exception {
    Measure measure = condition.startsWith("objects") ? Measure.OBJECTS_OF_TYPE : Measure.RETAINED;
    ToldFigures figures =
        ToldFigures.of(Map.of(named(measure, name), Figure.part(2, 2)), Optional.empty());
    assertThat(holds(condition, figures)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 0 | a figure must stand here",
        "`  ` | 2 | a figure must stand here",
        "rss | 3 | one of > >= < <= == != must follow",
        "rss> | 4 | a size must stand here",
        "findings>warning | 9 | a number must stand here",
        "rss>5 5 | 6 | and, or, or the end must follow",
        "rss>5 and | 9 | a figure must stand here",
        "rss>5 xor rss>6 | 6 | and, or, or the end must follow",
        "rss>5) | 5 | this closes nothing",
        "(rss>5 | 0 | '(' is not closed",
        "((rss>5) | 0 | '(' is not closed",
        "(rss>5 rss | 7 | and, or, or the end must follow",
        "1<rss<5 | 0 | a figure must stand here",
        "rss<5<6 | 5 | a figure is compared once",
        "rss=5 | 3 | write ==, not =",
        "rss>5 && rss<6 | 6 | write and, not &",
        "!rss>5 | 0 | write not or !=, not !",
        "rss>5XB | 5 | 'XB' is not a unit; write B, kB",
        "rss>5e3 | 5 | 'e3' is not a unit",
        "rss>1. | 5 | digits must follow the point",
        "rss>1234567890123456789 | 4 | at most 18 digits",
        "rss>1.1234567 | 4 | at most 18 digits",
        "rss>5% | 5 | rss is not part of anything",
        "rss>+5MB | 4 | a sign means growth",
        "rss>warning | 4 | a size must stand here",
        "finding>5 | 8 | a severity must stand here: note, warning, critical",
        "finding>=grave | 9 | a severity must stand here",
        "objects(T)>5MB | 12 | objects(TYPE) is a number",
        "rsss>5 | 0 | 'rsss' is not a figure; there are rss, pss",
        "rsss>5 | 0 | findings(ID), and the accounts malloc.free, python.objects, stacks",
        "malloc.free.top>5 | 0 | 'malloc.free.top' is not part of malloc.free; there are malloc.free.trapped",
        "stacks.mine>5 | 0 | stacks has no parts",
        "object(T)>5 | 0 | 'object' takes nothing in parentheses; these do: objects(TYPE)",
        "rss(T)>5 | 0 | 'rss' takes nothing in parentheses",
        "retained>5 | 0 | write retained(PATH)",
        "objects()>5 | 7 | nothing is in the parentheses",
        "objects(\"\")>5 | 7 | nothing is in the parentheses",
        "objects(a>5 | 7 | '(' is not closed",
        "objects(a[)>5 | 10 | ')' does not close '['",
        "objects(it's)>5 | 10 | the quote is not closed",
        "new>5 | 0 | new is there only where two looks are compared",
        "findings(lost)>5 | 0 | there is no finding 'lost'; there are duplicates, pins",
        "rss>5 # why | 6 | '#' makes no sense here",
        "rss>٣ | 4 | the character U+0663 makes no sense",
      })
  void whatMakesNoSenseIsShown(String condition, int position, String message) {
    assertThatExceptionOfType(ConditionException.class)
        .isThrownBy(() -> Condition.parse(condition, NAMES))
        .withMessageContaining(message)
        .returns(position, ConditionException::position);
  }

  @Test
  void onTwoLooksASignIsAskedFor() {
    assertThatThrownBy(() -> Condition.parse("rss>5%", NAMES_OF_TWO))
        .hasMessageContaining("growth has a sign: +20%");
    assertThatThrownBy(() -> Condition.parse("new(T)>+5", NAMES_OF_TWO))
        .hasMessageContaining("leave the sign out");
  }

  @Test
  void thePlaceOfALongExpressionIsCutOut() {
    String before = "rss>5 and ".repeat(30);
    String condition = before + "stakcs>5 or \u001b[31m" + " and rss>5".repeat(30);
    assertThatExceptionOfType(ConditionException.class)
        .isThrownBy(() -> Condition.parse(condition, NAMES))
        .satisfies(wrong -> {
          assertThat(wrong.position()).isEqualTo(before.length() + 12);
          List<String> place = wrong.place();
          assertThat(place.getFirst()).startsWith("…").endsWith("…").hasSize(74);
          assertThat(place.getFirst()).contains("stakcs>5 or ?[31m");
          assertThat(place.getFirst().charAt(place.getLast().indexOf('^'))).isEqualTo('?');
        });
  }

  @Test
  void lengthAndDepthAreBounded() throws Exception {
    String most = "(".repeat(64) + "rss>5" + ")".repeat(64);
    assertThat(holds(most, FIGURES)).isTrue();
    assertThatThrownBy(() -> Condition.parse("(" + most + ")", NAMES))
        .hasMessage("no more than 64 within one another");
    assertThatThrownBy(() -> Condition.parse("not ".repeat(65) + "rss>5", NAMES))
        .hasMessage("no more than 64 within one another");
    String wide = "rss>5" + " and rss>5".repeat(409);
    assertThat(wide).hasSizeBetween(4090, 4096);
    assertThat(Condition.parse(wide, NAMES).check(FIGURES).comparisons()).hasSize(410);
    assertThatThrownBy(() -> Condition.parse(wide + " ".repeat(10), NAMES))
        .hasMessage("a condition has at most 4096 characters");
  }

  /// Whatever text it is, there is a condition or the place where it is wrong.
  @Test
  void anyTextIsUnderstoodOrRefused() throws Exception {
    List<String> words =
        List.of(
            "rss",
            "objects",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "\\",
            ">",
            ">=",
            "=",
            "!=",
            "5",
            "99999999999",
            ".",
            "%",
            "+",
            "-",
            "MB",
            "GiB",
            "and",
            "or",
            "not",
            "finding",
            "warning",
            "stacks",
            " ",
            "\t",
            "\u0000",
            "\u001b",
            "é",
            "\ud83d",
            "\udc0d",
            "\u202e",
            "retained(a)",
            "objects(T)>5",
            "rss>5MB",
            " and ",
            " or ",
            "not ",
            "(rss>5)",
            "new");
    SplittableRandom random = new SplittableRandom(16);
    int understood = 0;
    for (int attempt = 0; attempt < 50_000; attempt++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(attempt % 1000 == 0 ? 3000 : 9);
      for (int word = 0; word < length; word++) {
        text.append(
            random.nextInt(20) == 0
                ? String.valueOf((char) random.nextInt(0x10000))
                : words.get(random.nextInt(words.size())));
      }
      understood += isUnderstood(text.toString()) ? 1 : 0;
    }
    assertThat(understood).isGreaterThan(250);
  }

  private static boolean isUnderstood(String text) {
    try {
      assertThat(Condition.parse(text, NAMES).text()).isEqualTo(text);
      return true;
    } catch (ConditionException wrong) {
      assertThat(wrong.position()).isBetween(0, text.length());
      assertThat(wrong.getMessage()).isNotBlank().doesNotContain("\n");
      assertThat(wrong.place()).hasSize(2);
      assertThat(wrong.place().getFirst()).doesNotContainPattern("[\\p{Cntrl}\\p{Cs}\\p{Cf}]");
      assertThat(wrong.place()).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
      assertThat(wrong.place().getLast()).matches(" *\\^+");
      return false;
    }
  }

  /// Random conditions mean what they were made to mean.
  @Test
  void conditionsMeanWhatTheySay() throws Exception {
    SplittableRandom random = new SplittableRandom(17);
    int held = 0;
    for (int attempt = 0; attempt < 20_000; attempt++) {
      Made made = made(random, random.nextInt(6));
      assertThat(holds(made.text, FIGURES)).as(made.text).isEqualTo(made.holds);
      held += made.holds ? 1 : 0;
    }
    assertThat(held).isBetween(5000, 15_000);
  }

  /// A condition and whether it holds for an rss of 1000.
  ///
  /// @param binding 2 for a single one, 1 for some joined by and, 0 for some joined by or
  private record Made(String text, boolean holds, int binding) {
    Made within(int needed) {
      return binding >= needed ? this : new Made("( " + text + ")", holds, 2);
    }
  }

  private static Made made(SplittableRandom random, int depth) {
    if (depth == 0) {
      int bound = random.nextInt(998, 1003);
      return switch (random.nextInt(6)) {
        case 0 -> new Made("rss>" + bound, 1000 > bound, 2);
        case 1 -> new Made("rss >=" + bound, 1000 >= bound, 2);
        case 2 -> new Made("rss< " + bound + "B", 1000 < bound, 2);
        case 3 -> new Made("rss<=" + bound, 1000 <= bound, 2);
        case 4 -> new Made("rss == " + bound, 1000 == bound, 2);
        default -> new Made("rss!=" + bound, 1000 != bound, 2);
      };
    }
    if (random.nextInt(3) == 0) {
      Made inside = made(random, depth - 1).within(2);
      return new Made("not " + inside.text, !inside.holds, 2);
    }
    boolean all = random.nextBoolean();
    List<String> texts = new ArrayList<>();
    boolean holds = all;
    for (int part = random.nextInt(2, 4); part > 0; part--) {
      Made one = made(random, depth - 1).within(all ? 2 : 1);
      texts.add(one.text);
      holds = all ? holds && one.holds : holds || one.holds;
    }
    return new Made(String.join(all ? " and " : " or ", texts), holds, all ? 1 : 0);
  }
}
