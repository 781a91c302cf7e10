package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.ByteUnit;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Documented;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SharedLibrary;
import dev.fathom.testing.Signal;
import dev.fathom.testing.SleepingTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes back to the kernel, foretold, and then measured by the kernel's own count when the
/// process really drops it.
final class ReturnedTest {
  private static final String ACCURACY = "docs/accuracy.md";
  private static final long FEW =
      Math.round(Documented.figure(ACCURACY, "in that of a thread: each within {} KiB or") * 1024);
  private static final double SHARE =
      Documented.percent(ACCURACY, "each within 64 KiB or {} %, whichever is more");

  /// What is held in pools.
  private static final Set<String> POOLS = Set.of("small", "table", "scattered");

  private static final long ARENA = 1 << 20;
  private static final long SETTLED_MILLIS = 200;

  @TempDir private Path directory;

  /// What was foretold.
  private record Foretold(Map<String, @Nullable Object> json) {
    static Foretold of(SleepingTarget target, String dropped) {
      return new Foretold(
          FathomRun.of("owners", target.pid(), "--if-dropped", dropped, "--json")
              .assertFine()
              .json());
    }

    @Override
    public String toString() {
      return json.get("dropping") + " " + json.get("keepers");
    }

    long figure(String name) {
      Object value = Json.object(json.get("dropping")).get(name);
      return value instanceof Number number ? number.longValue() : -1;
    }
  }

  /// Asks, has it dropped, and compares; then the same for the release call.
  private static Foretold assertComesTrue(
      String what, SleepingTarget target, String dropped, Runnable drop, Runnable release) {
    Foretold foretold = Foretold.of(target, dropped);
    long before = anonymous(target);
    drop.run();
    long returned = before - anonymous(target);
    release.run();
    long afterRelease = before - anonymous(target);
    assertNear(what, foretold, "returned", returned);
    assertNear(what, foretold, "afterRelease", afterRelease);
    return foretold;
  }

  /// Which arena of pools stays cannot be told for certain: where there are several that may, the
  /// bounds differ by one, and it is these that are asserted.
  private static void assertNear(String what, Foretold foretold, String figure, long measured) {
    long least = foretold.figure(figure + "AtLeast");
    long most = foretold.figure(figure + "AtMost");
    boolean arena = POOLS.contains(what);
    assertThat(measured)
        .as("%s: %s of %s", what, figure, foretold)
        .isBetween(
            (arena ? least : foretold.figure(figure)) - tolerance(measured),
            (arena ? most : foretold.figure(figure)) + tolerance(measured));
    assertThat(foretold.figure(figure)).isBetween(least, most);
    if (arena) {
      assertThat(most - least).isBetween(0L, ARENA + FEW);
    }
  }

  private static long tolerance(long bytes) {
    return Math.max(FEW, Math.round(SHARE * Math.abs(bytes)));
  }

  /// Not Rss: the pages of code that freeing takes are read in for that.
  private static long anonymous(SleepingTarget target) {
    return Kernel.of(target.pid()).sums().getOrDefault("Anonymous", 0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "strings",
        "mapped",
        "small",
        "interleaved",
        "scattered",
        "table",
        "halves",
        "mixed"
      })
  void whatAVariableOfPythonHolds(String kind) {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "dropped.py", kind)) {
      assertComesTrue(
          kind,
          python,
          "__main__.cache",
          () -> python.command("drop"),
          () -> python.command("trim"));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void poolsOfEachPython(Interpreter interpreter) {
    try (PythonTarget python = PythonTarget.start(interpreter, "dropped.py", "small")) {
      assertComesTrue(
          "small",
          python,
          "__main__.cache",
          () -> python.command("drop"),
          () -> python.command("trim"));
    }
  }

  /// Each list alone frees next to nothing; both free all.
  @Test
  void whatTwoHoldJointlyGoesWithBoth() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "dropped.py", "joint")) {
      Foretold one = Foretold.of(python, "__main__.cache");
      Foretold both =
          assertComesTrue(
              "joint",
              python,
              "__main__.cache,__main__.old",
              () -> python.command("drop"),
              () -> python.command("trim"));
      assertThat(one.figure("objects")).isEqualTo(1);
      assertThat(both.figure("objects")).isGreaterThan(1000);
      assertThat(one.figure("freed")).isLessThan(both.figure("freed") / 100);
    }
  }

  /// What pins a heap is a variable of some KiB: the advice says what dropping that gives.
  @Test
  void whatPinsAHeapIsAdvisedToBeDropped() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "dropped.py", "pinned")) {
      Map<String, @Nullable Object> advice =
          Json.array(
                  FathomRun.of("pins", python.pid(), "--json").assertFine().json().get("findings"))
              .stream()
              .map(Json::object)
              .filter(finding -> "advice.drop".equals(finding.get("id")))
              .findFirst()
              .orElseThrow();
      assertThat(Objects.toString(advice.get("sentence"))).startsWith("drop __main__.cache: ");
      long before = anonymous(python);
      python.command("drop");
      long returned = before - anonymous(python);
      assertThat(returned).isGreaterThan(30_000_000);
      assertThat(number(advice.get("bytes"))).isCloseTo(returned, within(tolerance(returned)));
    }
  }

  /// In the process their list goes too; it is small.
  @Test
  void allObjectsOfATypeGo() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "dropped.py", "typed")) {
      Foretold all =
          assertComesTrue(
              "typed",
              python,
              "__main__.Cart",
              () -> python.command("drop"),
              () -> python.command("trim"));
      assertThat(all.figure("freed")).isGreaterThan(1000 * 30_000L);
    }
  }

  @Test
  void whatAHashOfPerlHolds() {
    String library = CProgram.compile("release.c", "-shared", "-fPIC").toString();
    try (PerlTarget perl =
        PerlTarget.start(Perls.requireSystem(), Map.of("LD_PRELOAD", library), "dropped.pl")) {
      Consumer<String> command = perl::command;
      assertComesTrue(
          "perl",
          perl,
          "%main::cache",
          () -> command.accept("drop"),
          () -> {
            Signal.send("USR2", perl.pid());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS));
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mapped", "top", "interleaved", "tiny", "thread"})
  void whatAVariableOfCHolds(String kind) {
    try (NativeTarget program = NativeTarget.start(CProgram.compile("dropped.c"), kind)) {
      assertComesTrue(
          "C " + kind,
          program,
          variable(program, "cache"),
          () -> program.command("drop"),
          () -> program.command("trim"));
    }
  }

  /// What a variable of a program without a runtime is called.
  private static String variable(SleepingTarget target, String name) {
    return Json.array(
            FathomRun.of("owners", target.pid(), "--top=100", "--json").json().get("owners"))
        .stream()
        .map(owner -> String.valueOf(Json.object(owner).get("path")))
        .filter(path -> path.endsWith(name))
        .findFirst()
        .orElseThrow();
  }

  /// What jemalloc does is not foretold, and no figure says so.
  @Test
  void ofAnotherAllocatorNothingIsForetold() {
    String library = SharedLibrary.require("libjemalloc.so.2").toString();
    try (PythonTarget python =
        PythonTarget.start(
            Interpreters.requireAny(), Map.of("LD_PRELOAD", library), "dropped.py", "strings")) {
      Foretold foretold = Foretold.of(python, "__main__.cache");
      assertThat(foretold.figure("returned")).isZero();
      // The list itself is in a pool.
      assertThat(foretold.figure("unforetold"))
          .isCloseTo(foretold.figure("resident"), within(100L))
          .isGreaterThan(40_000_000);
      assertThat(FathomRun.of("owners", python.pid(), "--if-dropped=__main__.cache").out())
          .contains("it is not foretold whether they go back: jemalloc")
          .doesNotContain("by itself");
      FathomRun below =
          FathomRun.of("owners", python.pid(), "--of=__main__.cache", "--returned", "--json");
      assertThat(row(below, "__main__.cache"))
          .doesNotContainKeys("returned", "returnedAfterRelease");
    }
  }

  /// Of one look: a file's.
  @Test
  void whereAnOwnerIsToldItIsTheSame() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "dropped.py", "interleaved")) {
      Path file = directory.resolve("a.fathom");
      FathomRun.of("snapshot", python.pid(), "-o", file).assertFine();
      String cache = "__main__.cache";
      Map<String, @Nullable Object> foretold =
          dropping(FathomRun.of("owners", file, "--if-dropped", cache, "--json"), "dropping");
      FathomRun listed = FathomRun.of("owners", file, "--of", cache, "--json").assertFine();
      assertThat(dropping(listed, "ifDropped")).isEqualTo(foretold);
      FathomRun explained = FathomRun.of("explain", file, cache, "--json").assertFine();
      assertThat(dropping(explained, "ifDropped")).isEqualTo(foretold);
      for (FathomRun rows :
          List.of(
              FathomRun.of("owners", file, "--returned", "--json"),
              FathomRun.of("owners", file, "--of", cache, "--returned", "--json"))) {
        assertThat(row(rows, cache))
            .containsEntry("returned", foretold.get("returned"))
            .containsEntry("returnedAfterRelease", foretold.get("afterRelease"));
      }
      assertThat(row(listed, cache)).doesNotContainKey("returned");
      String freed = ByteUnit.inText(number(foretold.get("freed")));
      for (String command : List.of("explain", "owners --of", "owners --returned --of")) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.add(1, file.toString());
        words.add(cache);
        assertThat(FathomRun.of(words.toArray()).assertFine().out().replaceAll("\\s+", " "))
            .as(command)
            .contains("Dropping it frees " + freed + " and returns ")
            .contains(" after malloc_trim(0)")
            .contains(" stays, most because of __main__.index.");
      }
    }
  }

  /// All members of a row go at once, and with them what they hold jointly.
  @Test
  void aRowOfSeveralGoesAltogether() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "dropped.py", "joint")) {
      FathomRun run = FathomRun.of("owners", python.pid(), "--returned", "--json").assertFine();
      Map<String, @Nullable Object> joint =
          Json.array(run.json().get("owners")).stream()
              .map(Json::object)
              .filter(owner -> "joint".equals(owner.get("form")) && "str".equals(owner.get("type")))
              .findFirst()
              .orElseThrow();
      assertThat(joint).containsEntry("members", 1000L);
      Foretold both = Foretold.of(python, "__main__.cache,__main__.old");
      assertThat(number(joint.get("returnedAfterRelease")))
          .isCloseTo(both.figure("afterRelease"), within(FEW));
      assertThat(number(joint.get("returnedAfterRelease"))).isGreaterThan(1000 * 20_000L);
    }
  }

  @Test
  void ofATypeNothingIsDropped() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "dropped.py", "mapped")) {
      assertThat(FathomRun.of("explain", python.pid(), "dict").assertFine().out())
          .doesNotContain("Dropping");
      assertThat(FathomRun.of("explain", python.pid(), "dict", "--json").assertFine().json())
          .doesNotContainKey("ifDropped");
      assertThat(
              FathomRun.of("owners", python.pid(), "--if-dropped=__main__.cache", "--returned")
                  .code())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  private static Map<String, @Nullable Object> dropping(FathomRun run, String property) {
    return Json.object(run.json().get(property));
  }

  private static Map<String, @Nullable Object> row(FathomRun run, String path) {
    return Json.array(run.json().get("owners")).stream()
        .map(Json::object)
        .filter(owner -> path.equals(owner.get("path")))
        .findFirst()
        .orElseThrow();
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : -1;
  }

  @Test
  void namesMayHaveCommasInBrackets() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "dropped.py", "mapped")) {
      assertThat(
              FathomRun.of("owners", python.pid(), "--if-dropped", "__main__.a['x,y'],__main__.b")
                  .assertOneLine(ExitCode.FAILED))
          .contains("'__main__.a['x,y']' in process");
      assertThat(
              FathomRun.of(
                      "owners", python.pid(), "--if-dropped=__main__.cache", "--of=__main__.index")
                  .code())
          .isEqualTo(ExitCode.USAGE);
      FathomRun text =
          FathomRun.of("owners", python.pid(), "--if-dropped=__main__.cache").assertFine();
      assertThat(text.out()).startsWith("Dropping __main__.cache frees ");
    }
  }
}
