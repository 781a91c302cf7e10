package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who owns what, by name, in a process whose variables are known: `million.py`.
final class OwnersCommandTest {
  private static final int INSTANCES = 20_000;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void variablesOwnWhatTheyHold(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", INSTANCES)) {
      List<Map<String, @Nullable Object>> owners = owners(target, 60);
      // A list of slotted points with a number of their own each.
      Map<String, @Nullable Object> points =
          owners.stream()
              .filter(owner -> "__main__.points".equals(owner.get("path")))
              .findFirst()
              .orElseThrow();
      assertThat(points).containsEntry("type", "list");
      assertThat(number(points, "objects")).isGreaterThan(INSTANCES);
      assertThat(number(points, "retained")).isGreaterThan(INSTANCES / 2 * 48L);
      long before = Long.MAX_VALUE;
      for (Map<String, @Nullable Object> owner : owners) {
        assertThat(number(owner, "retained")).isBetween(number(owner, "shallow") / 2, before);
        assertThat(number(owner, "resident")).isLessThanOrEqualTo(number(owner, "retained"));
        before = number(owner, "retained");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void instancesAreReachedThroughTheirList(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", INSTANCES)) {
      Map<String, @Nullable Object> first =
          Json.array(
                  FathomRun.of("path", target.pid(), "__main__.Node", "--json").json().get("paths"))
              .stream()
              .map(Json::object)
              .filter(way -> "__main__.nodes[*]".equals(way.get("path")))
              .findFirst()
              .orElseThrow();
      assertThat(number(first, "count")).isBetween(INSTANCES / 2 - 10L, INSTANCES / 2L);
    }
  }

  @Test
  void objectsAreGroupedByTypeModuleAndSize() {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      long before = -1;
      for (String by : List.of("type", "module", "size", "owner", "pattern")) {
        long count = 0;
        for (Object row :
            Json.array(
                FathomRun.of("objects", target.pid(), "--by=" + by, "--json").json().get("rows"))) {
          count += number(Json.object(row), "count");
        }
        if (before >= 0) {
          assertThat(count).as(by).isEqualTo(before);
        }
        before = count;
      }
      assertThat(before).isGreaterThan(INSTANCES);
    }
  }

  /// The list of the instances dominates them: they are its group, and their pattern is its.
  @Test
  void variablesAndReferrersAreGroups() {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      Map<String, @Nullable Object> points = row(target, "owner", "__main__.points");
      assertThat(number(points, "count")).isGreaterThan(INSTANCES / 2);
      assertThat(number(points, "proportional")).isPositive();
      assertThat(number(points, "proportional"))
          .isLessThanOrEqualTo(number(points, "resident") + 1);
      assertThat(number(row(target, "pattern", "list of __main__.Point"), "count"))
          .isBetween(INSTANCES / 2 - 10L, INSTANCES / 2L);
    }
  }

  @Test
  void whatAnOwnerKeepsIsBelowIt() {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      List<Map<String, @Nullable Object>> lines =
          Json.array(
                  FathomRun.of(
                          "owners",
                          target.pid(),
                          "--of=__main__.points",
                          "--nested",
                          "--top=5",
                          "--json")
                      .assertFine()
                      .json()
                      .get("owners"))
              .stream()
              .map(Json::object)
              .toList();
      assertThat(lines).hasSize(6);
      assertThat(lines.getFirst()).containsEntry("path", "__main__.points");
      assertThat(lines.subList(1, 6))
          .allSatisfy(
              line -> assertThat(String.valueOf(line.get("path"))).startsWith("__main__.points["));
      assertThat(
              FathomRun.of("owners", target.pid(), "--of=__main__.nowhere")
                  .assertOneLine(ExitCode.FAILED))
          .contains("nowhere");
    }
  }

  private static Map<String, @Nullable Object> row(PythonTarget target, String by, String name) {
    return Json.array(
            FathomRun.of("objects", target.pid(), "--by=" + by, "--json").json().get("rows"))
        .stream()
        .map(Json::object)
        .filter(row -> name.equals(row.get(by)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nothingThereIsOneLine() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 1000)) {
      assertThat(FathomRun.of("path", target.pid(), "no.such.Type").assertOneLine(ExitCode.FAILED))
          .contains("no.such.Type");
    }
  }

  private static List<Map<String, @Nullable Object>> owners(PythonTarget target, int top) {
    return Json.array(
            FathomRun.of("owners", target.pid(), "--nested", "--top=" + top, "--json")
                .json()
                .get("owners"))
        .stream()
        .map(Json::object)
        .toList();
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
