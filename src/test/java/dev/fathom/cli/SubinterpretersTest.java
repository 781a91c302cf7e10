package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Several interpreters in one process: whose each object is.
final class SubinterpretersTest {
  static List<Interpreter> thatHaveThem() {
    return Interpreters.supported().stream().filter(each -> each.isAtLeast(3, 8)).toList();
  }

  @ParameterizedTest
  @MethodSource("thatHaveThem")
  void eachOwnerIsToldWithItsInterpreter(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "subinterpreters.py")) {
      Map<String, Long> objects = objectsByOwner(target.pid());
      assertThat(objects)
          .as("%s", interpreter)
          .containsKeys(
              "__main__.kept", "interpreter 1: __main__.cache", "interpreter 2: __main__.cache");
      assertThat(objects.get("__main__.kept")).isGreaterThan(3000L);
      assertThat(objects.get("interpreter 1: __main__.cache")).isBetween(2001L, 2001L + 2000);
      assertThat(objects.get("interpreter 2: __main__.cache")).isBetween(1001L, 1001L + 1000);
      assertThat(objects).doesNotContainKey("__main__.cache");
    }
  }

  /// What one leaves behind that has ended is no interpreter, and in nobody's way.
  @ParameterizedTest
  @MethodSource("thatHaveThem")
  void oneThatHasEndedIsNotTold(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "ended_interpreter.py")) {
      assertThat(paths(target.pid(), "Slots"))
          .as("%s", interpreter)
          .containsEntry("interpreter 1: __main__.queue[*]", 500L)
          .containsEntry("interpreter 3: __main__.queue[*]", 1500L)
          .containsEntry("interpreter 4: __main__.queue[*]", 2000L)
          .hasSize(6); // with those of the generators
      assertThat(paths(target.pid(), "Node"))
          .isEqualTo(
              Map.of(
                  "interpreter 1: __main__.nodes[*]",
                  1000L,
                  "interpreter 3: __main__.nodes[*]",
                  3000L,
                  "interpreter 4: __main__.nodes[*]",
                  4000L));
    }
  }

  private static Map<String, Long> paths(long process, String type) {
    Map<String, Long> paths = new HashMap<>();
    for (Object row :
        Json.array(
            FathomRun.of("path", process, type, "--json").assertFine().json().get("paths"))) {
      Map<String, @Nullable Object> path = Json.object(row);
      paths.put(String.valueOf(path.get("path")), (Long) Objects.requireNonNull(path.get("count")));
    }
    return paths;
  }

  /// A program in C that has chunks of its own beside two interpreters.
  @Test
  void aPythonInALibraryBesideTheMemoryOfItsHost() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("embedding.c"), library())) {
      Map<String, Long> objects = objectsByOwner(target.pid());
      assertThat(objects.get("__main__.kept")).isGreaterThan(3000L);
      assertThat(objects.get("interpreter 1: __main__.cache")).isGreaterThan(2000L);
      long host = Long.parseLong(target.announced("host").getFirst().getFirst());
      long told =
          Json.array(
                  Json.object(FathomRun.of("report", target.pid(), "--json").json().get("balance"))
                      .get("accounts"))
              .stream()
              .map(Json::object)
              .filter(account -> "malloc.live".equals(account.get("id")))
              .mapToLong(account -> (Long) Objects.requireNonNull(account.get("resident")))
              .sum();
      assertThat(told).isBetween(host, host + host / 20);
    }
  }

  private static Path library() {
    try (Stream<Path> files = Files.list(Path.of("/usr/lib/x86_64-linux-gnu"))) {
      List<Path> found =
          files
              .filter(
                  file -> file.getFileName().toString().matches("libpython3\\.\\d+\\.so\\.1\\.0"))
              .sorted()
              .toList();
      assumeTrue(!found.isEmpty(), "no libpython3 on this machine");
      return found.getFirst();
    } catch (IOException none) {
      assumeTrue(false, "no libraries here: " + none);
      throw new IllegalStateException(none);
    }
  }

  private static Map<String, Long> objectsByOwner(long process) {
    Map<String, Long> objects = new HashMap<>();
    for (Object row :
        Json.array(
            FathomRun.of("owners", process, "--nested", "--json", "--top", 500)
                .assertFine()
                .json()
                .get("owners"))) {
      Map<String, @Nullable Object> owner = Json.object(row);
      objects.put(
          String.valueOf(owner.get("path")), (Long) Objects.requireNonNull(owner.get("objects")));
    }
    return objects;
  }
}
