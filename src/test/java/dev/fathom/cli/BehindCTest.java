package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Memory and objects that hang under C structures, which only addresses lead to: `behind_c.py`.
final class BehindCTest {
  /// What of sqlite's memory may belong to something else than its connections: static structures,
  /// and what was left over in other memory.
  private static final double OTHERS = 0.1;

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void whatAnObjectOfCLeadsToIsItsOwn(Interpreter interpreter) throws IOException {
    Path told = folder.resolve("told");
    try (PythonTarget target = PythonTarget.start(interpreter, "behind_c.py", told)) {
      Map<String, @Nullable Object> truth = Json.parseObject(Files.readString(told, UTF_8));
      Map<String, @Nullable Object> chunks = Json.object(truth.get("chunks"));

      Path snapshot = folder.resolve("snapshot");
      FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();

      assertOwner(snapshot, chunks, "table", 0, "__main__.handle");
      assertOwner(snapshot, chunks, "wide", 30_000, "__main__.wide_handle");
      assertOwner(snapshot, chunks, "between", 16, "__main__.deep_handle");
      assertOwner(snapshot, chunks, "deep", 16, "__main__.deep_handle");
      assertOwner(snapshot, chunks, "headed", 2_000_000, "__main__.behind_header");
      assertOwner(snapshot, chunks, "marked", 500_000, "__main__.marked");
      assertOwner(snapshot, chunks, "node1", 0, "__main__.ring");
      assertOwner(snapshot, chunks, "node1999", 4500, "__main__.ring");

      assertNothingIsLost(snapshot);
      assertConnectionsOwnTheirPages(snapshot, number(truth, "sqlite"));
    }
  }

  private static void assertOwner(
      Path snapshot,
      Map<String, @Nullable Object> chunks,
      String chunk,
      long offset,
      String variable) {
    Map<String, @Nullable Object> place = place(snapshot, chunks, chunk, offset);
    assertThat(place).as(chunk).containsKey("object").containsEntry("evidence", "heuristic");
    assertThat(Json.object(place.get("object"))).as(chunk).containsEntry("path", variable);
  }

  private static Map<String, @Nullable Object> place(
      Path snapshot, Map<String, @Nullable Object> chunks, String chunk, long offset) {
    long address = number(chunks, chunk) + offset;
    return Json.object(FathomRun.of("address", snapshot, address, "--json").json().get("place"));
  }

  private static void assertNothingIsLost(Path snapshot) {
    for (String type : List.of("InTable", "InLargeTable", "Nested")) {
      List<String> paths =
          Json.array(
                  FathomRun.of("path", snapshot, "__main__." + type, "--json").json().get("paths"))
              .stream()
              .map(path -> Objects.toString(Json.object(path).get("path")))
              .toList();
      assertThat(paths).as(type).anyMatch(path -> path.contains("handle"));
    }
    assertThat(FathomRun.of("leaks", snapshot, "--json").out())
        .doesNotContain("__main__.InTable", "__main__.InLargeTable", "__main__.Nested");
  }

  private static void assertConnectionsOwnTheirPages(Path snapshot, long sqliteBytes) {
    assertThat(sqliteBytes).isGreaterThan(10L << 20);
    Map<String, @Nullable Object> pool =
        Json.array(FathomRun.of("owners", snapshot, "--top", "20", "--json").json().get("owners"))
            .stream()
            .map(Json::object)
            .filter(owner -> "__main__.pool".equals(owner.get("path")))
            .findFirst()
            .orElseThrow();
    assertThat((double) number(pool, "retained"))
        .isBetween(sqliteBytes * (1 - OTHERS), sqliteBytes * (1 + OTHERS));
  }

  private static long number(Map<String, @Nullable Object> json, String name) {
    return ((Number) Objects.requireNonNull(json.get(name))).longValue();
  }
}
