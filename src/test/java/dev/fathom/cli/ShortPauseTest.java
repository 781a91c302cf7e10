package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// With `--pause=short` most memory is copied while the process runs, and the answer is the same.
final class ShortPauseTest {
  private static final int OBJECTS = 100_000;

  private static final int MOST_LOOKS = 6;

  private static final double PAGE_BYTES = 4096;
  private static final int WRITTEN_PAGES = 4096;

  /// What an idle interpreter writes anyway: the stack of a thread that is stopped, say.
  private static final long LITTLE_BYTES = 4 << 20;

  static Stream<UnceasingTest.Kind> kinds() {
    return Stream.of(
        new UnceasingTest.Kind("python", "deque"),
        new UnceasingTest.Kind("python", "hash_keys"),
        new UnceasingTest.Kind("python", "rings"),
        new UnceasingTest.Kind("python", "threads"),
        new UnceasingTest.Kind("c", "pointer_table"),
        new UnceasingTest.Kind("c", "page_tables"),
        new UnceasingTest.Kind("c", "huge_pages"),
        new UnceasingTest.Kind("c++", "rings"),
        new UnceasingTest.Kind("perl", "hash_keys"));
  }

  /// Column by column what a normal look says.
  @Test
  void anIdleProcessIsSeenAsEver() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS)) {
      for (String command : new String[] {"report", "owners", "objects", "fragmentation"}) {
        Map<String, @Nullable Object> normal =
            FathomRun.of(command, python.pid(), "--json").assertFine().json();
        Map<String, @Nullable Object> brief = brief(command, python.pid());
        assertThat(String.valueOf(brief.get("warnings"))).doesNotContain("torn", "missing");
        Map<String, @Nullable Object> cost = Json.object(brief.get("cost"));
        if (cost.containsKey("walkedAgainBytes")) {
          assertThat(number(cost, "draftMillis")).isPositive();
          assertThat(number(cost, "walkedAgainBytes")).isLessThan(LITTLE_BYTES);
          assertThat(number(cost, "bytesRead")).isGreaterThan(2 * LITTLE_BYTES);
          Map<String, @Nullable Object> usual = Json.object(normal.get("cost"));
          assertThat(usual).extractingByKey("draftMillis").asString().startsWith("0");
          assertThat(number(usual, "walkedAgainBytes")).isGreaterThan(2 * LITTLE_BYTES);
        }
        assertThat(withoutShares(brief)).as(command).isEqualTo(withoutShares(normal));
      }
    }
  }

  /// What changes at full speed is of one moment: no invariant is violated, and nothing is lost.
  /// Who does nothing but allocate may be held in the middle of that, also in a normal look: then
  /// one or two are.
  @ParameterizedTest
  @MethodSource("kinds")
  void whatNeverRestsIsOfOneMoment(UnceasingTest.Kind kind) {
    try (SleepingTarget target = kind.start()) {
      long pid = UnceasingTest.Kind.pid(target);
      double fewest = Double.MAX_VALUE;
      for (int look = 0; look < MOST_LOOKS && fewest > 0; look++) {
        Map<String, @Nullable Object> report = brief("report", pid);
        double violations = number(Json.object(report.get("cost")), "violations");
        assertThat(violations).as("%s", report.get("warnings")).isLessThanOrEqualTo(2);
        assertThat(String.valueOf(report.get("warnings"))).doesNotContain("missing");
        UnceasingTest.assertAddsUp(report);
        fewest = Math.min(fewest, violations);
      }
      assertThat(fewest).isZero();
      assertThat(brief("leaks", pid)).containsEntry("certain", 0L);
    }
  }

  /// Nobody is told that nothing was done to the process, when something was.
  @Test
  void theScreenSaysThatItWasTracked() {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "million.py", 1000)) {
      assertThat(FathomRun.of(python.pid()).assertFine().out()).contains("nothing run in it");
      String out = FathomRun.of(python.pid(), "--pause=short,inject").assertFine().out();
      Assumptions.assumeFalse(
          out.contains("--pause=short was not possible"), "written pages cannot be tracked here");
      assertThat(out).contains("its writes tracked").doesNotContain("nothing run in it");
    }
  }

  /// Without leave nothing is called in the process: then the kernel can do without, or says why
  /// not.
  @Test
  void nothingIsInjectedUnasked() {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "million.py", 1000)) {
      FathomRun run = FathomRun.of("report", python.pid(), "--pause=short", "--json").assertFine();
      boolean tracked = number(Json.object(run.json().get("cost")), "draftMillis") > 0;
      if (!tracked) {
        assertThat(run.out())
            .contains("\"code\":\"not-tracked\"", "--pause=short was not possible");
      }
    }
  }

  /// Its filter would end it for the call. It is looked at as ever, and told why.
  @Test
  void nothingIsInjectedWhereAFilterWouldEndIt() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("filtered.c"))) {
      FathomRun run =
          FathomRun.of("report", target.pid(), "--pause=short,inject", "--json").assertFine();
      Map<String, @Nullable Object> cost = Json.object(run.json().get("cost"));
      Assumptions.assumeFalse(
          number(cost, "draftMillis") > 0, "this kernel has soft-dirty bits, and injects nothing");
      assertThat(run.out()).contains("\"code\":\"not-tracked\"");
      assertThat(number(cost, "walkedAgainBytes")).isPositive();
      UnceasingTest.assertAddsUp(run.json());
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  /// After some rounds what it goes on writing is copied while it is held, and that is said.
  @Test
  void whoWritesFasterThanCanBeCopiedIsHeldForTheRest() {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("writer.c"), WRITTEN_PAGES)) {
      target.command("run 2 1");
      double again = 0;
      for (int look = 0; look < MOST_LOOKS && again < PAGE_BYTES * WRITTEN_PAGES / 4; look++) {
        Map<String, @Nullable Object> report = brief("report", target.pid());
        Map<String, @Nullable Object> cost = Json.object(report.get("cost"));
        assertThat(number(cost, "violations")).isZero();
        assertThat(String.valueOf(report.get("warnings"))).doesNotContain("missing");
        UnceasingTest.assertAddsUp(report);
        again = Math.max(again, number(cost, "walkedAgainBytes"));
      }
      assertThat(again).isGreaterThanOrEqualTo(PAGE_BYTES * WRITTEN_PAGES / 4);
      target.command("halt");
    }
  }

  @Test
  void aPauseIsOneOfThree() {
    assertThat(FathomRun.of("report", 1, "--pause=none").assertOneLine(ExitCode.USAGE))
        .contains("--pause", "normal", "short,inject");
    assertThat(
            FathomRun.of("report", 1, "--pause=short", "--freeze=none")
                .assertOneLine(ExitCode.USAGE))
        .contains("--freeze=none");
  }

  private static Map<String, @Nullable Object> brief(String command, long pid) {
    FathomRun run = FathomRun.of(command, pid, "--pause=short,inject", "--json");
    // Of a program without objects at this moment there is nothing to tell.
    assertThat(run.code()).as(run.out() + run.err()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    Assumptions.assumeFalse(
        run.out().contains("\"code\":\"not-tracked\""), "written pages cannot be tracked here");
    return run.json();
  }

  /// An answer without what differs between two looks at a process that rests: what they cost, and
  /// its parts of pages that others map, too, who come and go.
  private static String withoutShares(Map<String, @Nullable Object> answer) {
    Map<String, @Nullable Object> rest = new TreeMap<>(answer);
    rest.remove("cost");
    rest.remove("kernel");
    return rest.toString().replaceAll("(proportional|pss)=\\d+", "");
  }

  private static double number(Map<String, @Nullable Object> of, String name) {
    return ((Number) Objects.requireNonNull(of.get(name))).doubleValue();
  }
}
