package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Freeze;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.JvmTarget;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.Signal;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whoever was looked at is as he was before: his memory, his page tables, his state; and he runs.
final class UndisturbedTest {
  private static final int OBJECTS = 20_000;
  private static final Duration SOON = Duration.ofMinutes(2);

  /// A virtual machine works now and then even when it sleeps: the comparison may need a second
  /// try, on a new process.
  private static final int TRIES = 10;

  /// About as long as a look takes.
  private static final long UNLOOKED_MILLIS = 300;

  /// One process in its two states.
  private record Change(Kernel before, Kernel after) {
    List<String> disturbances() {
      return after.disturbancesSince(before);
    }

    boolean none() {
      return figures(before).equals(figures(after)) && shares(before).equals(shares(after));
    }
  }

  /// What an onlooker must leave alone, and nobody else has a part in: who maps the same files
  /// changes all other shares as he comes and goes.
  private static Map<String, Long> figures(Kernel kernel) {
    return Map.of(
        "private dirty", kernel.privateDirty(),
        "private clean", kernel.sums().getOrDefault(Kernel.UNSHARED, 0L),
        "PSS", kernel.anonymousPss(),
        "page tables", kernel.pageTables(),
        "RSS", kernel.rss(),
        "swap", kernel.swap());
  }

  /// What changes too as others come and go who map the same files.
  private static List<Long> shares(Kernel kernel) {
    return List.of(kernel.pss(), kernel.privateClean());
  }

  @ParameterizedTest
  @EnumSource(Freeze.class)
  void aPython(Freeze freeze) {
    assertUndisturbed(UndisturbedTest::python, freeze);
  }

  @ParameterizedTest
  @EnumSource(Freeze.class)
  void aPythonThatSharesItsPagesWithAChild(Freeze freeze) {
    assertUndisturbed(() -> PythonTarget.start(Interpreters.requireAny(), "forked.py"), freeze);
  }

  @ParameterizedTest
  @EnumSource(Freeze.class)
  void aFamilyThatSharesItsPages(Freeze freeze) {
    assertUndisturbed(() -> NativeTarget.secludedFamily(3, 16, 4), freeze);
  }

  @ParameterizedTest
  @EnumSource(Freeze.class)
  void pagesInEveryState(Freeze freeze, @TempDir Path directory) {
    assertUndisturbed(() -> NativeTarget.pages(directory.resolve("file")), freeze);
  }

  @Test
  void manyThreads() {
    assertUndisturbed(() -> NativeTarget.blocks(30, 300), Freeze.PTRACE);
  }

  @Test
  void manyLooks() {
    try (PythonTarget target = python()) {
      FathomRun.of(target.pid()).assertFine();
      Kernel before = target.kernel();
      for (int look = 0; look < 10; look++) {
        FathomRun.of(target.pid()).assertFine();
      }
      assertThat(target.kernel().disturbancesSince(before)).isEmpty();
      assertThat(target.kernel().pageTables()).isEqualTo(before.pageTables());
    }
  }

  @ParameterizedTest
  @EnumSource(Freeze.class)
  void itRunsAfterwards(Freeze freeze) {
    try (PythonTarget target = python()) {
      FathomRun.of(target.pid(), option(freeze)).assertFine();
      assertRuns(target);
    }
    try (JvmTarget target = JvmTarget.start()) {
      // A virtual machine that runs on gives pages back while it is read: then they are missing.
      assertThat(FathomRun.of(target.pid(), option(freeze)).code())
          .isIn(ExitCode.FINE, freeze == Freeze.NONE ? ExitCode.PARTIAL : ExitCode.FINE);
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  @Test
  void itRunsWhenFathomIsKilledInTheMiddleOfAPause() {
    try (PythonTarget target = python();
        HoldingProcess holder = HoldingProcess.start(target.pid(), Freeze.PTRACE)) {
      assertThat(Kernel.stateOf(target.pid())).isEqualTo("t");
      holder.kill();
      assertRuns(target);
    }
  }

  @Test
  void allItsThreadsRunWhenFathomIsKilledInTheMiddleOfAPause() {
    try (JvmTarget target = JvmTarget.start();
        HoldingProcess holder = HoldingProcess.start(target.pid(), Freeze.PTRACE)) {
      assertThat(threadStates(target.pid())).containsOnly("t");
      holder.kill();
      assertSoon(() -> threadStates(target.pid()).stream().noneMatch("t"::equals));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Freeze.class,
      names = {"PTRACE", "SIGNAL"})
  void itRunsWhenFathomIsInterruptedInTheMiddleOfAPause(Freeze freeze) {
    try (PythonTarget target = python();
        HoldingProcess holder = HoldingProcess.start(target.pid(), freeze)) {
      assertThat(Kernel.stateOf(target.pid())).isIn("t", "T");
      holder.terminate();
      assertRuns(target);
    }
  }

  @ParameterizedTest
  @EnumSource(Freeze.class)
  void whoWasStoppedStaysStopped(Freeze freeze) {
    try (PythonTarget target = python()) {
      Signal.send("STOP", target.pid());
      assertSoon(() -> Kernel.stateOf(target.pid()).equals("T"));
      Kernel before = target.kernel();

      FathomRun.of(target.pid(), option(freeze)).assertFine();

      Kernel after = target.kernel();
      assertThat(after.state()).isEqualTo("T");
      assertThat(after.disturbancesSince(before)).isEmpty();
      Signal.send("CONT", target.pid());
      assertRuns(target);
    }
  }

  @Test
  void whoWasStoppedStaysStoppedWhenFathomIsKilled() {
    try (PythonTarget target = python()) {
      Signal.send("STOP", target.pid());
      assertSoon(() -> Kernel.stateOf(target.pid()).equals("T"));
      HoldingProcess.start(target.pid(), Freeze.PTRACE).kill();
      assertSoon(() -> Kernel.stateOf(target.pid()).equals("T"));
      Signal.send("CONT", target.pid());
      assertRuns(target);
    }
  }

  @Test
  void aSignalThatComesDuringThePauseArrivesAfterwards() {
    try (NativeTarget target = NativeTarget.blocks(0, 100);
        HoldingProcess holder = HoldingProcess.start(target.pid(), Freeze.PTRACE)) {
      Signal.send("TERM", target.pid());
      assertThat(Kernel.stateOf(target.pid())).isEqualTo("t");
      holder.kill();
      assertSoon(() -> List.of("", "Z", "X").contains(Kernel.stateOf(target.pid())));
    }
  }

  private static void assertUndisturbed(Supplier<SleepingTarget> start, Freeze freeze) {
    Change change = look(start, freeze);
    for (int attempt = 1; attempt < TRIES && !change.none(); attempt++) {
      change = look(start, freeze);
    }
    assertThat(figures(change.after())).isEqualTo(figures(change.before()));
    if (!change.none()) {
      assertThat(movesByItself(start))
          .as("its shares changed, and nobody else came or went: %s", change)
          .isTrue();
    }
  }

  /// Whether the shares of a process that nobody looks at change: then the machine is busy.
  private static boolean movesByItself(Supplier<SleepingTarget> start) {
    try (SleepingTarget target = start.get()) {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        Kernel before = target.kernel();
        TimeUnit.MILLISECONDS.sleep(UNLOOKED_MILLIS);
        if (!shares(before).equals(shares(target.kernel()))) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Looks at a new process and at its children.
  private static Change look(Supplier<SleepingTarget> start, Freeze freeze) {
    try (SleepingTarget target = start.get()) {
      List<Change> changes = new ArrayList<>();
      for (long process : family(target.pid())) {
        Kernel before = Kernel.of(process);
        FathomRun.of("report", process, option(freeze)).assertAnswered();
        Change change = new Change(before, Kernel.of(process));
        // What nobody else can have done.
        assertThat(change.disturbances()).isEmpty();
        assertThat(change.after().isLetRun()).isTrue();
        changes.add(change);
      }
      return changes.stream().filter(c -> !c.none()).findFirst().orElse(changes.getFirst());
    }
  }

  private static List<Long> family(long process) {
    List<Long> family = new ArrayList<>(List.of(process));
    ProcessHandle.of(process)
        .ifPresent(handle -> handle.children().forEach(child -> family.add(child.pid())));
    return family;
  }

  private static PythonTarget python() {
    return PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS);
  }

  private static String option(Freeze freeze) {
    return "--freeze=" + freeze.name().toLowerCase(Locale.ROOT);
  }

  private static void assertRuns(PythonTarget target) {
    assertTimeoutPreemptively(SOON, target::collect);
    assertThat(target.kernel().isLetRun()).isTrue();
  }

  private static void assertSoon(Supplier<Boolean> condition) {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          while (!condition.get()) {
            Thread.sleep(1);
          }
        });
  }

  private static List<String> threadStates(long process) {
    try (var tasks = Files.list(Path.of("/proc/" + process + "/task"))) {
      return tasks
          .map(task -> Kernel.stateOf(Long.parseLong(task.getFileName().toString())))
          .filter(state -> !state.isEmpty())
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
