package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where memory piles up, as the verdict says it: in `piles.py` it is known.
final class AccumulationTest {
  /// Small integers are shared by all, and would not go with what holds them.
  private static final int SMALL_INTS = 257;

  private static final Pattern HELD = Pattern.compile("is held by (\\S+) \\((\\S+), ([0-9,]+) ");

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void aVariableOfAModule(Interpreter interpreter) {
    assertThat(held(interpreter, "dict"))
        .containsExactly("__main__.cache dict " + (1 + 60_000 + 60_000 - SMALL_INTS));
  }

  @Test
  void anAttributeOfAClass() {
    assertThat(held("attribute")).containsExactly("__main__.Registry.entries list 60001");
  }

  @Test
  void aVariableOfAGeneratorThatWaits() {
    assertThat(held("generator"))
        .containsExactly("__main__.generator.gi_frame.f_locals['collected'] list 60001");
  }

  /// It is the list that holds them all, not one of the many.
  @Test
  void aListOfManySmallCaches() {
    assertThat(held("small"))
        .singleElement()
        .asString()
        .startsWith("__main__.caches list 1")
        .doesNotContain("[");
  }

  /// The rows are of several objects each.
  @Test
  void anInstancesRows() {
    assertThat(held("rows"))
        .containsExactly("__main__.table.rows list " + (1 + 15_000 * 5 - 1 /* the number 0 */));
  }

  @Test
  void twoVariablesAreBothNamed() {
    int each = 1 + 30_000 + 30_000 - SMALL_INTS;
    assertThat(held("two"))
        .containsExactlyInAnyOrder("__main__.first dict " + each, "__main__.second dict " + each);
  }

  @Test
  void whatIsSpreadOverManyIsSaidToBe() {
    String verdict = verdict(Interpreters.requireAny(), "spread");
    assertThat(verdict)
        .contains("No one variable holds much of that: it is spread over many.")
        .doesNotContain("is held by");
  }

  private static List<String> held(String kind) {
    return held(Interpreters.requireAny(), kind);
  }

  /// {@return path, type and number of objects of each variable that the verdict names}
  private static List<String> held(Interpreter interpreter, String kind) {
    return HELD.matcher(verdict(interpreter, kind)).results().map(AccumulationTest::told).toList();
  }

  private static String told(MatchResult sentence) {
    return "%s %s %s"
        .formatted(sentence.group(1), sentence.group(2), sentence.group(3).replace(",", ""));
  }

  private static String verdict(Interpreter interpreter, String kind) {
    try (PythonTarget target = PythonTarget.start(interpreter, "piles.py", kind)) {
      return String.join(" ", FathomRun.of(target.pid()).assertFine().lines());
    }
  }
}
