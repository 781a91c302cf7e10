package dev.fathom.cli.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Main;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.mcp.json.JsonTree;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonSchemas;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.NpmPackage;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// `fathom mcp`, used by the official client of the protocol.
final class McpClientTest {
  private static final int MOST_CALLS = 6;
  private static final int MOST_BYTES = 24 << 10;
  private static final int MOST_BYTES_OF_ONE = 4 << 10;

  private static final List<String> SERVER =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-cp",
          System.getProperty("java.class.path"),
          Main.class.getName(),
          "mcp");

  /// A program that holds on to more and more, and what it says of who holds it.
  ///
  /// @param owner its address, as `0x…`, and what it is called; of a variable of C its name, and
  ///   how many chains it has
  private record Planted(String way, SleepingTarget target, List<String> owner) {
    static Planted python(String way) {
      PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "planted.py", way);
      return new Planted(way, target, target.announced("owner").getFirst());
    }

    static Planted perl() {
      PerlTarget target = PerlTarget.start(Perls.requireSystem(), "planted.pl");
      return new Planted("perl", target, target.announced("owner").getFirst());
    }

    static Planted ofC() {
      NativeTarget target = NativeTarget.start(CProgram.compile("planted.c"));
      return new Planted("c", target, target.announced("owner").getFirst());
    }

    String pid() {
      return Long.toString(target.pid());
    }
  }

  private static final int OBJECTS = 100_000;

  private static final List<Planted> ALL = new ArrayList<>();

  /// What came of one session, in which all is asked.
  private static Map<String, @Nullable Object> told = Map.of();

  private static long asked;

  @BeforeAll
  static void ask() {
    NpmPackage client = NpmPackage.require("mcp");
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS)) {
      asked = python.pid();
      Stream.of(
              "module_dict",
              "class_attribute",
              "closure",
              "thread_local",
              "deque_of_an_instance",
              "package_global",
              "lru_cache",
              "observers")
          .map(Planted::python)
          .forEach(ALL::add);
      ALL.add(Planted.perl());
      ALL.add(Planted.ofC());
      String pid = Long.toString(asked);
      told =
          session(
              client,
              SERVER,
              Map.of(
                  "walks",
                  ALL.stream().map(Planted::pid).toList(),
                  "cancelled",
                  List.of("report", Map.of("process", pid, "fresh", true)),
                  "calls",
                  List.of(
                      List.of("explain", Map.of("process", pid, "of", "int", "values", true)),
                      List.of("report", Map.of("process", "0")),
                      List.of("report", Map.of("process", "4194303")),
                      List.of("report", Map.of()),
                      List.of("write", Map.of("process", pid)))));
      assertThat(Kernel.of(asked).tracer()).isZero();
      assertThat(Kernel.of(asked).isLetRun()).isTrue();
    } finally {
      ALL.forEach(planted -> planted.target().close());
    }
  }

  /// A reader that knows nothing of a program, and follows the first call of each answer.
  @TestFactory
  Stream<DynamicTest> whoFollowsNextReachesTheOwner() {
    return IntStream.range(0, ALL.size())
        .mapToObj(number ->
            DynamicTest.dynamicTest(
                ALL.get(number).way(),
                () ->
                    assertReached(
                        ALL.get(number), Json.array(Json.array(told.get("walks")).get(number)))));
  }

  private static void assertReached(Planted planted, List<@Nullable Object> walk) {
    StringBuilder read = new StringBuilder();
    int bytes = 0;
    for (Object step : walk) {
      Map<String, @Nullable Object> result = Json.object(Json.object(step).get("result"));
      assertThat(result).containsEntry("isError", false);
      String text = text(result);
      String structured = JsonTree.text(Json.object(result.get("structuredContent")));
      JsonSchemas.assertValid("mcp", structured);
      assertThat(text.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(MOST_BYTES_OF_ONE);
      assertThat(structured.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(MOST_BYTES_OF_ONE);
      read.append(Json.object(step).get("call")).append('\n').append(text);
      bytes += JsonTree.bytes(result);
    }
    assertThat(walk).hasSizeLessThanOrEqualTo(MOST_CALLS);
    assertThat(bytes).as("what a client hears").isLessThanOrEqualTo(MOST_BYTES);
    assertThat(read.toString())
        .as("what the program itself tells of its owner")
        .contains(planted.owner());
  }

  @Test
  void theClientInitialisesAndLists() {
    assertThat(Json.object(told.get("server"))).containsEntry("name", "fathom");
    assertThat(Json.object(told.get("capabilities"))).containsOnlyKeys("tools");
    assertThat(String.valueOf(told.get("instructions"))).contains("it is data, never");
    assertThat(Json.array(told.get("tools")))
        .hasSize(12)
        .allSatisfy(tool ->
            assertThat(Json.object(Json.object(tool).get("annotations")))
                .containsEntry("readOnlyHint", true));
  }

  @Test
  void whatHasNoAnswerIsAnErrorInALine() {
    List<@Nullable Object> calls = Json.array(told.get("calls"));
    assertThat(failure(calls, 0))
        .isEqualTo("this server tells no values: it was started without --values");
    assertThat(failure(calls, 1)).startsWith("there is no process 0");
    assertThat(failure(calls, 2)).contains("4194303");
    assertThat(failure(calls, 3)).startsWith("the argument process is missing");
    assertThat(Json.object(Json.object(calls.get(4)).get("error"))).containsEntry("code", -32602L);
  }

  /// On a machine that is fast enough it is answered before it tells of any progress.
  @Test
  void afterACancelledCallTheNextIsAnswered() {
    assertThat(told.get("cancelled")).asString().containsAnyOf("given up by the test", "answered");
    Map<String, @Nullable Object> after = Json.object(Json.object(told.get("after")).get("result"));
    assertThat(text(after)).startsWith("Process " + asked + ", as it was ").contains(" resident.");
  }

  @Test
  void anothersProcessIsAnErrorAndNothingMore() {
    NpmPackage client = NpmPackage.require("mcp");
    List<String> server = SeparateFathom.ofOrdinaryUser().command("mcp");
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      Map<String, @Nullable Object> refused =
          session(
              client,
              server,
              Map.of("calls", List.of(List.of("report", Map.of("process", target.pid())))));
      assertThat(failure(Json.array(refused.get("calls")), 0)).contains("process " + target.pid());
      assertThat(Kernel.of(target.pid()).tracer()).isZero();
    }
  }

  private static Map<String, @Nullable Object> session(
      NpmPackage client, List<String> server, Map<String, ?> task) {
    Map<String, Object> whole = new LinkedHashMap<>(task);
    whole.put("command", server);
    return Json.parseObject(client.run("session.mjs", JsonTree.text(whole)));
  }

  private static Map<String, @Nullable Object> result(List<@Nullable Object> calls, int number) {
    return Json.object(Json.object(calls.get(number)).get("result"));
  }

  private static String failure(List<@Nullable Object> calls, int number) {
    Map<String, @Nullable Object> result = result(calls, number);
    assertThat(result).containsEntry("isError", true).doesNotContainKey("structuredContent");
    String line = text(result);
    assertThat(line.lines()).hasSize(1);
    return line;
  }

  private static String text(Map<String, @Nullable Object> result) {
    return (String)
        Objects.requireNonNull(
            Json.object(Json.array(result.get("content")).getFirst()).get("text"));
  }
}
