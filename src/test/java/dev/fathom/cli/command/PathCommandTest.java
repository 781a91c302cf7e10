package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All ways to objects, in processes whose variables are known: `ways.py`, `holders.py`.
final class PathCommandTest {
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void everyWayIsToldWithTheObjectsThatItLeadsTo(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "ways.py")) {
      Map<String, @Nullable Object> things = paths(target, "__main__.Thing");
      Map<String, Long> counts = counts(things);
      assertThat(counts)
          .containsEntry("__main__.everything[*]", 600L)
          .containsEntry("__main__.app.store.rows[*]", 200L)
          .containsEntry("__main__.cache([*])*[*][*]", 160L) // one of them a dict deeper
          .containsEntry("__main__.Registry.items[*]", 70L)
          .containsEntry("__main__.close.__closure__[*].cell_contents[*]", 35L);
      assertThat(counts)
          .anySatisfy((path, count) -> {
            assertThat(path).startsWith("__main__.generator");
            assertThat(count).isEqualTo(25);
          });
      assertThat(things)
          .containsEntry("objects", 700L)
          .containsEntry("unlisted", 0L)
          .containsEntry("more", false);
      assertThat(counts(paths(target, "__main__.Link")))
          .containsOnly(Map.entry("__main__.chain(.below)*", 50L));
      // They hold their parent too, but it is not by them that they are reached.
      assertThat(counts(paths(target, "__main__.Child")))
          .containsOnly(Map.entry("__main__.parent.children[*]", 20L));
      assertThat(counts(paths(target, "__main__.Parent")))
          .containsOnly(Map.entry("__main__.parent", 1L));
      // Lists that are in dicts that are in lists.
      assertThat(counts(paths(target, "list", "--top=1000")))
          .containsEntry("__main__.everything", 1L)
          .containsEntry("__main__.tree['lists']", 1L)
          .containsEntry("__main__.tree[*][*][*]", 2L)
          .containsEntry("__main__.tree['lists'][0]['lists'][0]['lists']", 1L);
    }
  }

  /// One object has the same ways, and each step of the first leads to the next.
  @Test
  void theWaysToOneObjectAreExpressions() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "ways.py")) {
      List<Map<String, @Nullable Object>> steps =
          steps(routes(paths(target, "__main__.Thing", "--top=1")).getFirst());
      Object address = steps.getLast().get("address");
      Map<String, @Nullable Object> one = paths(target, String.valueOf(address));
      assertThat(counts(one).keySet())
          .contains("__main__.everything[0]", "__main__.cache['first'][0]")
          .contains("__main__.Registry.items[0]");
      for (Map<String, @Nullable Object> route : routes(one)) {
        assertThat(steps(route).getLast()).containsEntry("address", address);
        assertThat(steps(route).getFirst()).containsEntry("name", route.get("root"));
      }
      FathomRun run = FathomRun.of("path", target.pid(), "__main__.Thing", "--top=2").assertFine();
      assertThat(String.join(" ", run.lines()))
          .contains("700 objects in all", "None of these ways leads to 100 of them", "--top N");
    }
  }

  /// Strings are held by nearly all there is. Those that lead to most of them are told first.
  @Test
  void thereAreWaysToWhatIsEverywhere() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "ways.py")) {
      List<Long> counts =
          routes(paths(target, "str", "--top=30")).stream()
              .map(route -> (Long) Objects.requireNonNull(route.get("count")))
              .toList();
      assertThat(counts).hasSize(30).isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(counts.getLast()).isGreaterThan(50);
    }
  }

  @Test
  void whatOnlyCHoldsIsNamedByTheVariable() {
    heldFromC(CProgram.compile("holders.c", "-shared", "-fPIC"), "kept_object");
  }

  /// `struct` has compiled formats in a dict that only its C code knows (`Modules/_struct.c`, the
  /// state of the module).
  @Test
  void whatOnlyTheStateOfAModuleHoldsIsNamedByThat() {
    Interpreter interpreter = Interpreters.requireAny();
    Assumptions.assumeTrue(
        interpreter.isAtLeast(3, 10), "the cache is a static variable up to 3.9");
    try (PythonTarget target = PythonTarget.start(interpreter, "ways.py")) {
      assertThat(counts(paths(target, "_struct.Struct")).keySet()).contains("<_struct: state>[*]");
    }
  }

  /// Members of an enum of numbers are ints that have attributes, which stand behind their digits.
  @Test
  void intsThatHaveAttributesHoldThem() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "ways.py")) {
      Map<String, @Nullable Object> explained =
          FathomRun.of("explain", target.pid(), "re.RegexFlag", "--json").assertFine().json();
      assertThat(Json.array(Json.object(explained.get("object")).get("refersTo")))
          .extracting(each -> Json.object(each).get("type"))
          .contains("dict");
    }
  }

  @Test
  void withoutSymbolsThePlaceIsTold() {
    heldFromC(CProgram.compile("holders.c", "-shared", "-fPIC", "-s"), "+0x");
  }

  private static void heldFromC(Path library, String symbol) {
    String name = library.getFileName().toString();
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "holders.py", library)) {
      assertThat(counts(paths(target, "__main__.Kept")).keySet())
          .singleElement()
          .asString()
          .startsWith("<" + name + ": " + symbol);
      assertThat(counts(paths(target, "__main__.KeptDeeper")).keySet())
          .singleElement()
          .asString()
          .startsWith("<" + name + ": " + symbol);
      assertThat(counts(paths(target, "__main__.KeptByThread")).keySet())
          .singleElement()
          .asString()
          .matches("(~ )?<thread \\d+'s stack>.*");
      assertThat(counts(paths(target, "__main__.KeptByNobody")).keySet())
          .singleElement()
          .asString()
          .startsWith("<unreached ");
    }
  }

  /// No word that happens to be somewhere makes a root of what Python's own variables hold.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void whatVariablesHoldIsNotHeldFromC(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", 2000)) {
      for (String type : List.of("__main__.Node", "__main__.Point")) {
        assertThat(counts(paths(target, type)).keySet())
            .isNotEmpty()
            .allSatisfy(path -> assertThat(path).startsWith("__main__."));
      }
    }
  }

  private static Map<String, @Nullable Object> paths(
      PythonTarget target, String wanted, String... options) {
    Object[] arguments = new Object[4 + options.length];
    arguments[0] = "path";
    arguments[1] = target.pid();
    arguments[2] = wanted;
    arguments[3] = "--json";
    System.arraycopy(options, 0, arguments, 4, options.length);
    return FathomRun.of(arguments).assertFine().json();
  }

  private static List<Map<String, @Nullable Object>> routes(Map<String, @Nullable Object> answer) {
    return Json.array(answer.get("paths")).stream().map(Json::object).toList();
  }

  private static List<Map<String, @Nullable Object>> steps(Map<String, @Nullable Object> route) {
    return Json.array(route.get("steps")).stream().map(Json::object).toList();
  }

  private static Map<String, Long> counts(Map<String, @Nullable Object> answer) {
    Map<String, Long> counts = new HashMap<>();
    for (Map<String, @Nullable Object> route : routes(answer)) {
      Object count = route.get("count");
      counts.put(
          String.valueOf(route.get("path")), count instanceof Number n ? n.longValue() : -1L);
    }
    return counts;
  }
}
