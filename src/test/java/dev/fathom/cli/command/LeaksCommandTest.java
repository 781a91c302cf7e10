package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.cli.FathomRun;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SharedLibrary;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What no root reaches, in programs that have lost a known number of rings.
final class LeaksCommandTest {
  private static final int RINGS = 500;
  private static final int HELD = 3_000;

  /// A size at which recursive tools die of their stack.
  private static final int DEPTH = 600_000;

  private static final int SMALLEST = 20_000;

  private static final double MOST_FALSE = 0.0005;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void ringsThatWereLostAreFound(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "leak.pl", RINGS, 0)) {
      Map<String, @Nullable Object> answer =
          FathomRun.of("leaks", target.pid(), "--json").assertFine().json();
      Map<String, Map<String, @Nullable Object>> leaks = leaks(answer);
      String node = "reference cycle: Node=HASH {children}[*]->%* → back";
      assertThat(leaks).containsKey(node);
      assertThat(number(leaks, node, "count")).isBetween(RINGS - 1L, (long) RINGS);
      // Each: the hash, its name, a reference to the array of children, that, a reference back.
      assertThat(number(leaks, node, "objects")).isBetween(5L * (RINGS - 1), 5L * RINGS + 10);
      assertThat(number(leaks, "reference cycle: HASH {other}{other}->%* → back", "count"))
          .isEqualTo(1);
      assertThat(leaks.keySet()).noneMatch(shape -> shape.contains("Tree="));
      assertThat(leaks.keySet()).anyMatch(shape -> shape.contains("CODE "));
      long planted = number(leaks, node, "objects") + 4 + 3 * 3;
      assertThat((double) (number(answer, "leaked") - planted))
          .as("%s", leaks)
          .isLessThan(MOST_FALSE * number(answer, "objects") + 10);
    }
  }

  @Test
  void aProgramWithoutLeaksHasNearlyNone() {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "moose.pl")) {
      Map<String, @Nullable Object> answer =
          FathomRun.of("leaks", target.pid(), "--json").assertFine().json();
      assertThat((double) number(answer, "leaked"))
          .as("%s", answer.get("leaks"))
          .isLessThanOrEqualTo(MOST_FALSE * number(answer, "objects"));
    }
  }

  @Test
  void depthDoesNotMatter() {
    try (PerlTarget target = PerlTarget.start(Perls.requireSystem(), "leak.pl", 1, DEPTH)) {
      assertThat(leaks(FathomRun.of("leaks", target.pid(), "--json").assertFine().json()))
          .containsKey("reference cycle: Node=HASH {children}[*]->%* → back");
      Map<String, @Nullable Object> owner =
          Json.array(FathomRun.of("owners", target.pid(), "--json").json().get("owners")).stream()
              .map(Json::object)
              .filter(found -> "$main::deep".equals(found.get("path")))
              .findFirst()
              .orElseThrow();
      assertThat(number(owner, "objects")).isBetween(2L * DEPTH, 2L * DEPTH + 2);
    }
  }

  @Test
  void alsoThoseThatPythonHasNotCollected() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "rings.py", RINGS)) {
      Map<String, Map<String, @Nullable Object>> leaks =
          leaks(FathomRun.of("leaks", target.pid(), "--json").assertFine().json());
      assertThat(number(leaks, "reference cycle: __main__.Node .me → back", "count"))
          .isEqualTo(RINGS);
      target.collect();
      assertThat(leaks(FathomRun.of("leaks", target.pid(), "--json").assertFine().json()))
          .doesNotContainKey("reference cycle: __main__.Node .me → back");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void whatOnlyMemoryOfCHoldsIsNotCalledLost(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "unseen.py", RINGS, HELD)) {
      Map<String, @Nullable Object> answer =
          FathomRun.of("leaks", target.pid(), "--json").assertFine().json();
      // Each has at least a list besides itself.
      assertThat(number(answer, "doubtful")).isBetween(2L * HELD, 4L * HELD);
      assertThat(number(answer, "certain")).isBetween((long) RINGS, 3L * RINGS);
      for (Object each : Json.array(answer.get("leaks"))) {
        Map<String, @Nullable Object> leak = Json.object(each);
        String shape = String.valueOf(leak.get("shape"));
        if (shape.contains("Node")) {
          assertThat(leak).containsEntry("evidence", "certain");
          // What was left over on a stack may hold the last one.
          assertThat(number(leak, "count")).isBetween(RINGS - 1L, (long) RINGS);
        } else if (shape.contains("Unseen")) {
          assertThat(leak).containsEntry("evidence", "doubtful");
        }
      }
      assertThat(String.valueOf(answer.get("doubt"))).startsWith("~ References may be missing: ");
      assertThat(FathomRun.of("leaks", target.pid()).assertFine().lines().getFirst())
          .startsWith("~ References may be missing: to ");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void namesThatTheInterpreterKeepsAreNoLeaks(Interpreter interpreter) {
    int names = 20_000;
    try (PythonTarget target = PythonTarget.start(interpreter, "interned.py", names)) {
      target.collect();
      Map<String, @Nullable Object> answer =
          FathomRun.of("leaks", target.pid(), "--json").assertFine().json();
      assertThat(number(answer, "certain")).isZero();
      assertThat(number(answer, "leaked")).as("%s", answer.get("leaks")).isLessThan(names / 20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"libjemalloc.so.2", "libtcmalloc_minimal.so.4", "libmimalloc.so.2.0"})
  void eachOfTwoBlocksWithinSixteenBytesIsHeld(String allocator) {
    String path = SharedLibrary.require(allocator).toString();
    Map<String, String> environment = Map.of("LD_PRELOAD", path);
    try (NativeTarget target =
        NativeTarget.start(CProgram.compile("smallest.c"), environment, SMALLEST)) {
      assumeTrue(target.pairs() > 0, allocator + " leaves 16 bytes to each block");
      Map<String, @Nullable Object> answer =
          FathomRun.of("leaks", target.pid(), "--json").assertFine().json();
      assertThat(number(answer, "objects")).isGreaterThanOrEqualTo(SMALLEST);
      assertThat(number(answer, "leaked")).isLessThan(10);
    }
  }

  private static Map<String, Map<String, @Nullable Object>> leaks(
      Map<String, @Nullable Object> answer) {
    Map<String, Map<String, @Nullable Object>> leaks = new HashMap<>();
    Json.array(answer.get("leaks")).stream()
        .map(Json::object)
        .forEach(leak -> leaks.put(String.valueOf(leak.get("shape")), leak));
    return leaks;
  }

  private static long number(
      Map<String, Map<String, @Nullable Object>> leaks, String shape, String name) {
    Map<String, @Nullable Object> leak = leaks.get(shape);
    return leak == null ? -1 : number(leak, name);
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
