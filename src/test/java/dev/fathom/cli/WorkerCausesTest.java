package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Documented;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.MicroPythonTarget;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.PyPyTarget;
import dev.fathom.testing.PyPys;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SharedLibrary;
import dev.fathom.testing.SleepingTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What workers wrote for one known reason each is charged to that reason, and to the type that
/// they wrote to. The programs say what they did and on how many pages the objects lie; the kernel
/// says what the workers have for themselves.
///
/// What a worker that does nothing un-shares (its interpreter writes, too) is nobody's truth, and
/// is left out of what must be charged.
final class WorkerCausesTest {
  private static final int OBJECTS = 100_000;
  private static final long PAGE = 4096;
  private static final double NEARLY_ALL =
      Documented.percent("docs/workers.md", "{} % and more is charged to that reason");

  /// One worker as the command tells it.
  private record Told(Map<String, @Nullable Object> json) {
    long number(String name) {
      return (Long) Objects.requireNonNull(json.get(name), name);
    }

    long cause(String cause) {
      Map<String, @Nullable Object> causes = Json.object(json.get("byCause"));
      return causes.get(cause) == null
          ? 0
          : (Long) Objects.requireNonNull(Json.object(causes.get(cause)).get("bytes"));
    }

    long type(String name) {
      return Json.array(json.get("byType")).stream()
          .map(Json::object)
          .filter(each -> name.equals(each.get("type")))
          .mapToLong(each -> (Long) Objects.requireNonNull(each.get("bytes")))
          .sum();
    }

    /// Asserts that nearly all that it un-shared beyond another one is charged to a cause.
    void assertFor(String cause, Told idle) {
      long written = number("unshared") - idle.number("unshared");
      assertThat((double) cause(cause))
          .as("%s of %s", cause, json)
          .isGreaterThan(NEARLY_ALL * written);
    }

    /// Asserts that what it un-shared is charged to a type: all the pages that objects of it lie
    /// on.
    void assertOn(String type, long pages) {
      assertThat(number("unshared")).isGreaterThanOrEqualTo((long) (NEARLY_ALL * pages * PAGE));
      assertThat((double) type(type))
          .as("%s of %s", type, json)
          .isBetween(NEARLY_ALL * pages * PAGE, pages * PAGE / NEARLY_ALL);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void whatPythonWorkersWrote(Interpreter interpreter) {
    List<String> actions = List.of("idle", "collect", "read", "count", "replace", "drop");
    try (PythonTarget parent = python(interpreter, actions)) {
      List<Told> told = told(parent);
      Told idle = told.getFirst();
      long nodes = pages(parent, "Node");
      told.get(1).assertFor("gcHeaders", idle);
      told.get(1).assertOn("__main__.Node", nodes);
      told.get(2).assertFor("restored", idle);
      told.get(2).assertOn("__main__.Node", nodes);
      told.get(3).assertFor("referenceCounts", idle);
      told.get(3).assertOn("__main__.Node", nodes);
      told.get(4).assertFor("payload", idle);
      told.get(4).assertOn("__main__.Node", nodes);
      told.get(5).assertFor("freed", idle);
      told.get(5).assertOn("complex", pages(parent, "complex"));
      assertThat(told.get(1).number("freezeKeeps") > 0).isEqualTo(interpreter.isAtLeast(3, 7));
    }
  }

  /// Whoever wrote: after the parent's collection its pages are others than the worker's.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#spread")
  void aPythonParentThatCollectsLater(Interpreter interpreter) {
    try (PythonTarget alone = python(interpreter, List.of("idle"));
        PythonTarget parent = python(interpreter, List.of("idle", "later"))) {
      Told worker = told(parent).getFirst();
      worker.assertFor("gcHeaders", told(alone).getFirst());
      worker.assertOn("__main__.Node", pages(parent, "Node"));
      String said = FathomRun.of("workers", parent.pid()).assertFine().out();
      assertThat(said.contains("gc.freeze() before the fork would have kept"))
          .isEqualTo(interpreter.isAtLeast(3, 7));
      assertThat(FathomRun.of("workers", parent.pid(), "--no-causes").assertFine().out())
          .doesNotContain("freeze");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Perls#known")
  void whatPerlWorkersWrote(Path perl) {
    List<Object> arguments = new ArrayList<>(List.of(OBJECTS));
    arguments.addAll(
        List.of("idle", "read", "count", "add", "flag", "body", "grow", "drop", "make"));
    try (PerlTarget parent = PerlTarget.start(perl, "writers.pl", arguments.toArray())) {
      List<Told> told = told(parent);
      Told idle = told.getFirst();
      long integers = pages(parent.announced("pages"), "integers");
      long lines = pages(parent.announced("pages"), "lines");
      told.get(1).assertFor("restored", idle);
      told.get(1).assertOn("SCALAR(IV)", integers);
      told.get(2).assertFor("referenceCounts", idle);
      told.get(2).assertOn("SCALAR(IV)", integers);
      told.get(3).assertFor("payload", idle);
      told.get(3).assertOn("SCALAR(IV)", integers);
      told.get(4).assertFor("payload", idle);
      told.get(4).assertOn("SCALAR(PV)", lines);
      told.get(5).assertFor("payload", idle);
      assertThat(told.get(5).type("SCALAR(PVIV)"))
          .isGreaterThan((long) (NEARLY_ALL * told.get(5).number("unshared")));
      told.get(6).assertFor("tables", idle);
      told.get(7).assertFor("freed", idle);
      told.get(8).assertFor("reused", idle);
      assertThat(FathomRun.of("workers", parent.pid()).assertFine().out())
          .doesNotContain("freeze")
          .doesNotContain("GC headers");
    }
  }

  /// PyPy counts no references: its collector marks objects in their heads, and takes the marks
  /// away again; a write of a reference to an old object is noted there and in a list.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.PyPys#known")
  void whatPyPyWorkersWrote(Path interpreter) {
    List<String> actions = List.of("idle", "collect", "replace", "numbers", "drop", "make");
    try (PyPyTarget parent = PyPyTarget.writers(interpreter, OBJECTS, actions)) {
      List<Told> told = told(parent);
      Told idle = told.getFirst();
      long nodes = pages(parent.announced("pages"), "Node");
      long numbers = pages(parent.announced("pages"), "numbers") * PAGE;
      told.get(1).assertFor("gcHeaders", idle);
      told.get(1).assertOn("__main__.Node", nodes);
      long written = told.get(2).number("unshared") - idle.number("unshared");
      assertThat((double) told.get(2).cause("payload") + told.get(2).cause("gcHeaders"))
          .isGreaterThan(NEARLY_ALL * written);
      assertThat(told.get(2).cause("payload")).isGreaterThan(2 * written / 3);
      told.get(2).assertOn("__main__.Node", nodes);
      assertThat((double) told.get(3).cause("payload")).isGreaterThan(NEARLY_ALL * numbers);
      assertThat((double) told.get(3).type("(array of Signed)"))
          .isGreaterThan(NEARLY_ALL * numbers);
      told.get(4).assertOn("__main__.Dropped", pages(parent.announced("pages"), "Dropped"));
      assertThat((double) told.get(4).cause("freed"))
          .isGreaterThan(NEARLY_ALL * told.get(4).type("__main__.Dropped"));
      told.get(5).assertFor("reused", idle);
      assertThat(FathomRun.of("workers", parent.pid()).assertFine().out())
          .contains("A garbage collection has run in some")
          .doesNotContain("freeze")
          .doesNotContain("reference counts");
    }
  }

  @Test
  void aPyPyParentThatCollectsLater() {
    try (PyPyTarget alone = PyPyTarget.writers(PyPys.any(), OBJECTS, List.of("idle"));
        PyPyTarget parent = PyPyTarget.writers(PyPys.any(), OBJECTS, List.of("idle", "later"))) {
      Told worker = told(parent).getFirst();
      worker.assertFor("gcHeaders", told(alone).getFirst());
      worker.assertOn("__main__.Node", pages(parent.announced("pages"), "Node"));
    }
  }

  /// MicroPython's collector marks in a table beside the blocks: it un-shares little.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.MicroPythons#known")
  void whatMicroPythonWorkersWrote(Path interpreter) {
    List<String> actions = List.of("idle", "collect", "replace", "make");
    try (MicroPythonTarget parent = MicroPythonTarget.writers(interpreter, OBJECTS, actions)) {
      List<Told> told = told(parent);
      Told idle = told.getFirst();
      told.get(1).assertFor("gcHeaders", idle);
      told.get(2).assertFor("tables", idle);
      assertThat((double) told.get(2).type("__main__.Node"))
          .isGreaterThan(NEARLY_ALL * (told.get(2).number("unshared") - idle.number("unshared")));
      long made = told.get(3).number("unshared") - idle.number("unshared");
      assertThat((double) told.get(3).cause("reused") + told.get(3).cause("gcHeaders"))
          .isGreaterThan(NEARLY_ALL * made);
    }
  }

  /// Chunks that go to fast bins, which are not merged.
  @ParameterizedTest
  @ValueSource(ints = {40, 100})
  void whatCWorkersWrote(int bytes) {
    assertCharged(Map.of(), bytes, true);
  }

  /// Chunks that are merged with free ones beside them: there malloc writes to its own, because of
  /// what is freed.
  @ParameterizedTest
  @ValueSource(ints = {600, 2000, 20_000})
  void whatACWorkerFreesIsMerged(int bytes) {
    Path program = CProgram.compile("writers.c");
    try (NativeTarget parent =
        NativeTarget.start(program, OBJECTS * 40 / bytes, bytes, "idle", "free")) {
      List<Told> told = told(parent);
      told.getLast().assertFor("freed", told.getFirst());
      assertThat(told.getLast().number("unshared")).isGreaterThan(OBJECTS * 40L / bytes * PAGE / 8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"libtcmalloc_minimal.so.4", "libmimalloc.so.2", "libjemalloc.so.2"})
  void whatCWorkersWroteWithOtherAllocators(String library) {
    Path path = SharedLibrary.require(library);
    // jemalloc writes nothing into what is freed.
    assertCharged(Map.of("LD_PRELOAD", path.toString()), 40, !library.contains("jemalloc"));
  }

  private static void assertCharged(
      Map<String, String> environment, int bytes, boolean freeingWrites) {
    Path program = CProgram.compile("writers.c");
    try (NativeTarget parent =
        NativeTarget.start(program, environment, OBJECTS, bytes, "idle", "write", "free", "take")) {
      List<Told> told = told(parent);
      Told idle = told.getFirst();
      long held = (long) OBJECTS * bytes;
      told.get(1).assertFor("payload", idle);
      assertThat(told.get(1).number("unshared")).isGreaterThan(held);
      assertThat(told.get(1).type("C memory")).isGreaterThan((long) (NEARLY_ALL * held));
      if (freeingWrites) {
        told.get(2).assertFor("freed", idle);
        assertThat(told.get(2).number("unshared")).isGreaterThan((long) (NEARLY_ALL * held));
      }
      told.get(3).assertFor("reused", idle);
      assertThat(told.get(3).number("unshared")).isGreaterThan(held / 4);
      assertThat(FathomRun.of("workers", parent.pid()).assertFine().out())
          .doesNotContain("freeze")
          .doesNotContain("reference counts");
    }
  }

  /// A runtime whose objects nobody can read.
  @Test
  void causesAreRefusedWhereTheHeadsAreNotKnown() {
    Path program = CProgram.compile("unknown.c", "-rdynamic");
    try (NativeTarget parent = NativeTarget.start(program, "fork")) {
      FathomRun run = FathomRun.of("workers", parent.pid(), "--json");
      assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
      Told worker = new Told(Json.object(Json.array(run.json().get("workers")).get(1)));
      assertThat(worker.number("unshared")).isPositive();
      assertThat(Json.object(worker.json().get("byCause"))).isEmpty();
      assertThat(FathomRun.of("workers", parent.pid()).out())
          .containsOnlyOnce("what broke the sharing is not told")
          .doesNotContain("UN-SHARED FOR");
      assertThat(FathomRun.of("workers", parent.pid(), "--no-causes").assertFine().out())
          .doesNotContain("what broke the sharing is not told");
    }
  }

  private static PythonTarget python(Interpreter interpreter, List<String> actions) {
    List<Object> arguments = new ArrayList<>(List.of(OBJECTS));
    arguments.addAll(actions);
    return PythonTarget.start(interpreter, "writers.py", arguments.toArray());
  }

  private static long pages(PythonTarget parent, String of) {
    return pages(parent.announced("pages"), of);
  }

  private static long pages(List<List<String>> announced, String of) {
    Map<String, Long> pages = new HashMap<>();
    announced.forEach(words -> pages.put(words.get(0), Long.parseLong(words.get(1))));
    return Objects.requireNonNull(pages.get(of), of);
  }

  /// {@return the workers, without their parent} What each un-shared is no more than the kernel
  /// says that it has for itself, and all of it is charged.
  private static List<Told> told(SleepingTarget parent) {
    FathomRun run = FathomRun.of("workers", parent.pid(), "--json").assertFine();
    List<Told> told =
        Json.array(run.json().get("workers")).stream()
            .skip(1)
            .map(each -> new Told(Json.object(each)))
            .toList();
    for (Told worker : told) {
      assertThat(worker.number("unshared") + worker.number("grown"))
          .isLessThanOrEqualTo(Kernel.of(worker.number("pid")).uss());
      assertThat(
              Json.object(worker.json().get("byCause")).values().stream()
                  .mapToLong(each -> (Long) Objects.requireNonNull(Json.object(each).get("bytes")))
                  .sum())
          .isEqualTo(worker.number("unshared"));
    }
    return told;
  }
}
