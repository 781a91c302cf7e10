package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.os.written.WaitingTarget.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Fathom is ended by SIGKILL while a call is made in a process: that goes on as if nothing had
/// been.
final class TrackerKilledTest {
  /// How often at a random moment: `-Dfathom.test.kills=1000` for more.
  private static final int KILLS = Integer.getInteger("fathom.test.kills", 100);

  /// A virtual machine makes its first call within that time, and then some fifty a second.
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  @TempDir private Path directory;

  /// A thread that is on the way in its program (`none`, also while handlers of signals run) has
  /// all its registers and the words below its stack pointer; one that is in a call makes that
  /// again. What waits for a time waits for it anew: not shorter.
  @ParameterizedTest
  @ValueSource(strings = {"none", "signals", "read", "poll"})
  void afterEachStep(String call) throws IOException {
    Tracked.assumeSupported();
    try (WaitingTarget target = WaitingTarget.start(call, 0, directory)) {
      target.awaitRounds(3);
      String before = target.state();
      for (InjectedThread.Step step : InjectedThread.Step.values()) {
        TrackingProcess.dieAt(step, target.pid());
        target.awaitState(before);
        target.awaitRounds(3);
        assertThat(target.count(Counter.INTERRUPTED)).as("EINTR after " + step).isZero();
        assertThat(target.count(Counter.FAILED)).as("errors after " + step).isZero();
        assertThat(target.count(Counter.EARLY)).as("waited too short after " + step).isZero();
        assertThat(target.count(Counter.CHANGED)).as("registers after " + step).isZero();
      }
    }
  }

  @Test
  void atRandomMoments() throws IOException {
    Tracked.assumeSupported();
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (WaitingTarget busy = WaitingTarget.start("none", 1, directory);
        WaitingTarget waiting = WaitingTarget.start("poll", 3, directory)) {
      busy.awaitRounds(3);
      waiting.awaitRounds(3);
      String busyBefore = busy.state();
      String waitingBefore = waiting.state();
      for (int i = 0; i < KILLS; i++) {
        WaitingTarget target = i % 4 == 0 ? busy : waiting;
        String before = target == busy ? busyBefore : waitingBefore;
        try (TrackingProcess tracking = TrackingProcess.start(target.pid())) {
          LockSupport.parkNanos(random.nextLong(LONGEST_NANOS));
          tracking.kill();
        }
        target.awaitState(before);
      }
      for (WaitingTarget target : new WaitingTarget[] {busy, waiting}) {
        target.awaitRounds(3);
        for (Counter counter : Counter.values()) {
          if (counter != Counter.ROUNDS) {
            assertThat(target.count(counter)).as(counter + ", seed " + seed).isZero();
          }
        }
      }
    }
  }
}
