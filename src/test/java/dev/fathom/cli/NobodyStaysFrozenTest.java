package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Freeze;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever happens to Fathom while it holds a process, the process runs on.
///
/// `-Dfathom.freeze.rounds=200` makes so many rounds of each kind, and holds them to the bound that
/// is documented. Usually there are few, and a busy machine is given more time: then it is only
/// tested that there is a bound.
final class NobodyStaysFrozenTest {
  private static final int FEW = 10;
  private static final int ROUNDS = Integer.getInteger("fathom.freeze.rounds", FEW);
  private static final int AT_ONCE = ROUNDS > FEW ? 10 : 5;
  private static final Duration BOUND = Duration.ofSeconds(ROUNDS > FEW ? 5 : 100);

  private static final int TARGET_MIB = 20;
  private static final int MOST_MILLIS = 500;
  private static final int KILLED = 128 + 9;

  /// What came of one signal.
  ///
  /// @param held whether the target was held when it was sent
  /// @param frozenMillis after how many milliseconds the target ran
  private record Round(boolean held, long frozenMillis) {}

  @ParameterizedTest
  @CsvSource({"PTRACE,STOP", "PTRACE,KILL", "SIGNAL,STOP", "SIGNAL,KILL"})
  void atAnyMoment(Freeze freeze, String signal) throws InterruptedException, ExecutionException {
    try (ExecutorService several = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Round>> futures =
          IntStream.range(0, ROUNDS)
              .mapToObj(seed -> several.submit(() -> round(freeze, signal, new Random(seed))))
              .toList();
      long held = 0;
      long longest = 0;
      for (Future<Round> future : futures) {
        Round round = future.get();
        held += round.held() ? 1 : 0;
        longest = Math.max(longest, round.frozenMillis());
      }
      assertThat(held).as("rounds in which the target was held").isPositive();
      if (ROUNDS > FEW) {
        System.out.printf(
            "%s, SIG%s: %d of %d ran on, %d of them were held; the last ran after %d ms%n",
            freeze, signal, ROUNDS, ROUNDS, held, longest);
      }
    }
  }

  private static Round round(Freeze freeze, String signal, Random random)
      throws InterruptedException {
    try (NativeTarget target = NativeTarget.ticking(TARGET_MIB);
        HoldingProcess holder =
            HoldingProcess.start(target.pid(), freeze, HoldingMain.Work.HOLDING_AGAIN)) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS)); // the moment is the matter
      boolean held = isHeld(target);
      Signal.send(signal, holder.pid());
      return new Round(held, awaitRunning(target));
    }
  }

  /// {@return after how many milliseconds the target ran}
  private static long awaitRunning(NativeTarget target) throws InterruptedException {
    long start = System.nanoTime();
    long switches = switches(target);
    while (isHeld(target) || switches(target) < switches + 2) {
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("time in state " + Kernel.stateOf(target.pid()))
          .isLessThan(BOUND);
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(target.kernel().tracer()).isZero();
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static boolean isHeld(NativeTarget target) {
    return List.of("t", "T").contains(Kernel.stateOf(target.pid()));
  }

  /// How often the target has begun to wait: it does so a thousand times a second.
  private static long switches(NativeTarget target) {
    String name = "voluntary_ctxt_switches:";
    try {
      return Files.readAllLines(Path.of("/proc/" + target.pid() + "/status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
          .findFirst()
          .orElseThrow();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Freeze.class,
      names = {"PTRACE", "SIGNAL"})
  void whoHangsIsEnded(Freeze freeze) throws InterruptedException {
    try (NativeTarget target = NativeTarget.ticking(1);
        HoldingProcess holder =
            HoldingProcess.start(target.pid(), freeze, HoldingMain.Work.HANGING)) {
      assertThat(isHeld(target)).isTrue();
      assertThat(holder.awaitStatus()).isEqualTo(KILLED);
      awaitRunning(target);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Freeze.class,
      names = {"PTRACE", "SIGNAL"})
  void whoIsSlowIsNot(Freeze freeze) throws InterruptedException {
    try (NativeTarget target = NativeTarget.ticking(TARGET_MIB);
        HoldingProcess holder = HoldingProcess.start(target.pid(), freeze)) {
      long switches = switches(target);
      TimeUnit.SECONDS.sleep(6); // longer than the bound: the time is the matter
      assertThat(holder.isAlive()).isTrue();
      assertThat(isHeld(target)).isTrue();
      assertThat(switches(target)).isEqualTo(switches);
    }
  }

  /// Ctrl-Z, and a terminal that is somebody else's.
  @ParameterizedTest
  @CsvSource({"PTRACE,TSTP", "SIGNAL,TSTP", "PTRACE,TTOU", "PTRACE,TTIN"})
  void aStoppingSignalLetsGoFirst(Freeze freeze, String signal) throws InterruptedException {
    try (NativeTarget target = NativeTarget.ticking(TARGET_MIB);
        HoldingProcess holder = HoldingProcess.start(target.pid(), freeze)) {
      Signal.send(signal, holder.pid());
      awaitRunning(target);
      // It stops only after it has let go: once may be too early.
      while (Signal.isSent("CONT", holder.pid()) && holder.isAlive()) {
        Thread.onSpinWait();
      }
      assertThat(holder.lastLine())
          .isEqualTo(
              "Fathom was told to stop while it held process %d, and let it go first; look again"
                  .formatted(target.pid()));
      assertThat(holder.awaitStatus()).isEqualTo(ExitCode.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Freeze.class,
      names = {"PTRACE", "SIGNAL"})
  void anEndingSignalLetsGo(Freeze freeze) throws InterruptedException {
    try (NativeTarget target = NativeTarget.ticking(TARGET_MIB);
        HoldingProcess holder = HoldingProcess.start(target.pid(), freeze)) {
      holder.terminate();
      awaitRunning(target);
    }
  }
}
