package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Leaks of programs whose collector has just run: whatever is called lost for certain is not.
///
/// The figures are those of `docs/accuracy.md`.
final class FalseLeaksTest {
  private static final double MILLION = 1e6;

  /// A program and what it is given.
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Program(String script, Object... arguments) {}

  private static final List<Program> PROGRAMS =
      List.of(
          new Program("libraries.py", 500),
          new Program("million.py", 20_000),
          new Program("interned.py", 5_000));

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void nothingIsCalledLostThatTheCollectorKeeps(Interpreter interpreter, TestReporter reporter) {
    long objects = 0;
    long lost = 0;
    long doubtful = 0;
    for (Program program : PROGRAMS) {
      try (PythonTarget python =
          PythonTarget.start(interpreter, program.script(), program.arguments())) {
        python.collect();
        Map<String, @Nullable Object> answer =
            FathomRun.of("leaks", python.pid(), "--json").assertFine().json();
        assertThat(number(answer, "certain"))
            .as("%s: %s", program.script(), certain(answer))
            .isZero();
        objects += number(answer, "objects");
        lost += number(answer, "certain");
        doubtful += number(answer, "doubtful");
      }
    }
    reporter.publishEntry(
        interpreter.toString(),
        String.format(
            Locale.ROOT,
            "| %s | %,d | %.0f | %.0f |",
            interpreter,
            objects,
            lost * MILLION / objects,
            doubtful * MILLION / objects));
  }

  private static List<Map<String, @Nullable Object>> certain(Map<String, @Nullable Object> answer) {
    return Json.array(answer.get("leaks")).stream()
        .map(Json::object)
        .filter(leak -> "certain".equals(leak.get("evidence")))
        .toList();
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
