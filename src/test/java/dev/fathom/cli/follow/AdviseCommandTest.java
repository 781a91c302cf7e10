package dev.fathom.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.KernelSetting;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SharedLibrary;
import dev.fathom.testing.SleepingTarget;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each piece of advice that a process can carry out itself gives back what was foretold, by the
/// kernel's count.
final class AdviseCommandTest {
  private static final long LEAST_TOLERANCE = 64 << 10;
  private static final double TOLERANCE = 0.02;
  private static final long MUCH = 5_000_000;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "trim, trim, trim(0)",
    "rings, collect, gc.collect()",
    "table, rebuild, kept = dict(kept)",
    "list, rebuild, kept = kept[:]",
    "owner, drop, del __main__.cache",
    "huge, huge-pages, MADV_DONTNEED"
  })
  void whatIsForetoldComesTrue(String kind, String id, String how) {
    try (PythonTarget target = PythonTarget.start(python(), "advised.py", kind)) {
      assertComesTrue(target, id, how);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "libjemalloc.so.2, arena.4096.purge, true",
    "libtcmalloc_minimal.so.4, MallocExtension_ReleaseFreeMemory(), true",
    // It keeps what is free in segments that are in use: a bound and no more.
    "libmimalloc.so.2, mi_collect(1), false"
  })
  void eachAllocatorIsAskedInItsOwnTerms(String name, String how, boolean all) {
    // Left to themselves they give pages back as time goes by.
    Map<String, String> environment =
        Map.of(
            "LD_PRELOAD", SharedLibrary.require(name).toString(),
            "PYTHONMALLOC", "malloc",
            "MALLOC_CONF", "dirty_decay_ms:-1,muzzy_decay_ms:-1",
            "TCMALLOC_RELEASE_RATE", "0",
            "MIMALLOC_PURGE_DELAY", "-1",
            "MIMALLOC_RESET_DELAY", "100000",
            "MIMALLOC_DECOMMIT_DELAY", "100000");
    try (PythonTarget target = PythonTarget.start(python(), environment, "advised.py", "purge")) {
      assertComesTrue(target, "purge", how, all);
    }
  }

  /// What is for the next start has bounds: what the next process saves lies within them.
  @Test
  void fewerArenasSaveWhatLiesWithinTheBounds() {
    Path program = CProgram.compile("blocks.c");
    try (NativeTarget many = NativeTarget.start(program, 6, 2000, 1, 1);
        NativeTarget few =
            NativeTarget.start(program, Map.of("MALLOC_ARENA_MAX", "2"), 6, 2000, 1, 1)) {
      Map<String, @Nullable Object> advice = advice(many, "arenas");
      assertThat(Json.array(advice.get("how"))).containsExactly("MALLOC_ARENA_MAX=2");
      assertThat(advice).containsEntry("when", "next-start");
      assertThat(anonymous(many) - anonymous(few))
          .isBetween(
              bytes(advice, "bytesAtLeast") - LEAST_TOLERANCE,
              bytes(advice, "bytesAtMost") + LEAST_TOLERANCE);
    }
  }

  @Test
  void freezingBeforeAForkSavesWhatLiesWithinTheBounds() {
    try (PythonTarget forked = PythonTarget.start(python(), "advised.py", "forked");
        PythonTarget frozen = PythonTarget.start(python(), "advised.py", "frozen")) {
      Map<String, @Nullable Object> advice = advice(forked, "freeze");
      long saved = ofChild(forked) - ofChild(frozen);
      assertThat(saved).isGreaterThan(MUCH);
      assertThat(saved)
          .isBetween(bytes(advice, "bytesAtLeast"), bytes(advice, "bytesAtMost") + LEAST_TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"worn, fresh, restart", "within, apart, subprocess"})
  void whatIsStartedOtherwiseSavesWhatLiesWithinTheBounds(String before, String after, String id) {
    try (PythonTarget one = PythonTarget.start(python(), "advised.py", before);
        PythonTarget other = PythonTarget.start(python(), "advised.py", after)) {
      Map<String, @Nullable Object> advice = advice(one, id);
      long saved = anonymous(one) - anonymous(other);
      assertThat(saved).isGreaterThan(MUCH);
      assertThat(saved)
          .isBetween(
              bytes(advice, "bytesAtLeast") - LEAST_TOLERANCE,
              bytes(advice, "bytesAtMost") + LEAST_TOLERANCE);
    }
  }

  /// What the kernel merges, once it has looked at all of it.
  @Test
  void equalPagesAreMerged() throws Exception {
    Path scans = Path.of("/sys/kernel/mm/ksm/full_scans");
    try (PythonTarget target = PythonTarget.start(python(), "advised.py", "equal");
        KernelSetting pages = KernelSetting.set("/sys/kernel/mm/ksm/pages_to_scan", "20000");
        KernelSetting run = KernelSetting.set("/sys/kernel/mm/ksm/run", "1")) {
      assumeThat(run.isSet() && pages.isSet()).as("who runs the tests may set KSM").isTrue();
      Map<String, @Nullable Object> advice = advice(target, "merge");
      long before = Kernel.of(target.pid()).rollup().getOrDefault("Pss_Anon", 0L);
      target.command("do");
      long first = Long.parseLong(Files.readString(scans).strip());
      while (Long.parseLong(Files.readString(scans).strip()) < first + 3) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      long saved = before - Kernel.of(target.pid()).rollup().getOrDefault("Pss_Anon", 0L);
      assertThat(saved)
          .isBetween(
              bytes(advice, "bytes") - Math.round(TOLERANCE * saved),
              bytes(advice, "bytesAtMost") + LEAST_TOLERANCE);
    }
  }

  @Test
  void loadingBeforeAForkSavesWhatLiesWithinTheBounds() {
    try (PythonTarget late = PythonTarget.start(python(), "advised.py", "late");
        PythonTarget early = PythonTarget.start(python(), "advised.py", "early")) {
      Map<String, @Nullable Object> advice =
          advice(Long.parseLong(late.announced("child").getFirst().getFirst()), "preload");
      long saved = ofChild(late) - ofChild(early);
      assertThat(saved).isGreaterThan(MUCH);
      assertThat(saved)
          .isBetween(bytes(advice, "bytesAtLeast"), bytes(advice, "bytesAtMost") + LEAST_TOLERANCE);
      // Pages are alike but for words that tell where a process came from.
      assertThat(bytes(advice, "bytes")).isGreaterThan(saved / 2);
    }
  }

  /// What the child of a process has for itself.
  private static long ofChild(PythonTarget target) {
    long child = Long.parseLong(target.announced("child").getFirst().getFirst());
    return Kernel.of(child).privateDirty();
  }

  private static void assertComesTrue(PythonTarget target, String id, String how) {
    assertComesTrue(target, id, how, true);
  }

  /// @param all whether all comes back that is likely to; else no more than at most
  private static void assertComesTrue(PythonTarget target, String id, String how, boolean all) {
    Map<String, @Nullable Object> advice = advice(target, id);
    List<@Nullable Object> steps = Json.array(advice.get("how"));
    assertThat(steps.toString()).contains(how);
    long foretold = bytes(advice, "bytes");
    assertThat(foretold).isGreaterThan(MUCH);
    assertThat(foretold).isBetween(bytes(advice, "bytesAtLeast"), bytes(advice, "bytesAtMost"));
    long before = anonymous(target);
    target.command("do");
    if (steps.size() > 1 && String.valueOf(steps.get(1)).contains("trim")) {
      target.command("trim");
    }
    long released = before - anonymous(target);
    long tolerance = Math.max(LEAST_TOLERANCE, Math.round(TOLERANCE * released));
    assertThat(released)
        .as("%s: %s", id, advice)
        .isBetween(
            (all ? foretold : bytes(advice, "bytesAtLeast")) - tolerance, foretold + tolerance);
  }

  @Test
  void whatCameOfItIsMeasured() {
    try (PythonTarget target = PythonTarget.start(python(), "advised.py", "trim")) {
      FathomRun run =
          answered(
              "\n", () -> target.command("do"), "advise", target.pid(), "--check=trim", "--json");
      Map<String, @Nullable Object> outcome = Json.object(run.json().get("outcome"));
      assertThat(bytes(outcome, "offBy")).isZero();
      assertThat(bytes(outcome, "released")).isGreaterThan(MUCH);
      assertThat(bytes(outcome, "after")).isEqualTo(anonymous(target));
      assertThat(run.err()).contains("malloc_trim(0)", "press Enter");
    }
  }

  @Test
  void whatIsNotCarriedOutIsTold() {
    try (PythonTarget target = PythonTarget.start(python(), "advised.py", "trim")) {
      FathomRun run = answered("\n", () -> {}, "advise", target.pid(), "--check=1");
      assertThat(run.out()).contains("less than that; was it carried out?");
      FathomRun.of("advise", target.pid(), "--check=99").assertOneLine(ExitCode.FAILED);
      FathomRun.of("advise", target.pid(), "--check=freeze me").assertOneLine(ExitCode.FAILED);
      Path file = directory.resolve("it.fathom");
      FathomRun.of("snapshot", target.pid(), "-o", file).assertAnswered();
      FathomRun.of("advise", file, "--check=1").assertOneLine(ExitCode.USAGE);
      assertThat(FathomRun.of("advise", file).out()).contains("call malloc_trim(0): ");
      FathomRun wrong =
          answered("no such process\n", () -> {}, "advise", target.pid(), "--check=1");
      assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
      assertThat(wrong.out()).isEmpty();
      assertThat(wrong.err()).contains("'no such process' is not a PID");
    }
  }

  /// Runs a command of which standard input is one line, before which something is done.
  private static FathomRun answered(String line, Runnable first, Object... words) {
    InputStream standard = System.in;
    System.setIn(
        new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)) {
          private boolean asked;

          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            if (!asked) {
              asked = true;
              first.run();
            }
            return super.read(into, offset, length);
          }
        });
    try {
      return FathomRun.of(words);
    } finally {
      System.setIn(standard);
    }
  }

  private static Interpreter python() {
    List<Interpreter> all =
        Interpreters.here().stream().filter(each -> each.isAtLeast(3, 8)).toList();
    assumeThat(all).as("a Python from 3.8 on").isNotEmpty();
    return all.getFirst();
  }

  private static Map<String, @Nullable Object> advice(SleepingTarget target, String id) {
    return advice(target.pid(), id);
  }

  private static Map<String, @Nullable Object> advice(long process, String id) {
    FathomRun run = FathomRun.of("advise", process, "--json");
    run.assertAnswered();
    return Json.array(run.json().get("advice")).stream()
        .map(Json::object)
        .filter(each -> Objects.equals(each.get("id"), id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + id + " in " + run.out()));
  }

  private static long anonymous(SleepingTarget target) {
    return Kernel.of(target.pid()).sums().getOrDefault("Anonymous", 0L);
  }

  private static long bytes(Map<String, ? extends @Nullable Object> object, String member) {
    return (Long) Objects.requireNonNull(object.get(member), member);
  }
}
