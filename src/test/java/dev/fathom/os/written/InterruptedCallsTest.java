package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.written.WaitingTarget.Counter;
import dev.fathom.testing.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a thread sees that waits in the kernel while a call is made in its process, or in itself.
final class InterruptedCallsTest {
  private static final int TIMES = 20;
  private static final int MORE_THREADS = 3;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"read", "nanosleep", "poll", "futex", "none", "signals"})
  void nothing(String call) throws IOException {
    try (WaitingTarget target = WaitingTarget.start(call, MORE_THREADS, directory)) {
      String before = track(target);
      target.awaitRounds(3);
      assertThat(target.count(Counter.INTERRUPTED)).as("EINTR").isZero();
      assertThat(target.count(Counter.FAILED)).as("errors").isZero();
      assertThat(target.count(Counter.EARLY)).as("waited too short").isZero();
      assertThat(target.count(Counter.CHANGED)).as("registers").isZero();
      target.awaitState(before);
    }
  }

  /// Whoever stops and continues it meanwhile finds it running on.
  @Test
  void whatIsStoppedAndContinuedMeanwhile() throws IOException {
    try (WaitingTarget target = WaitingTarget.start("none", MORE_THREADS, directory)) {
      target.awaitRounds(3);
      String before = target.state();
      AtomicBoolean going = new AtomicBoolean(true);
      Thread stopping =
          Thread.ofPlatform()
              .start(() -> {
                while (going.get()) {
                  Signal.send("STOP", target.pid());
                  Signal.send("CONT", target.pid());
                }
              });
      try {
        for (int i = 0; i < TIMES; i++) {
          try (WriteTracking tracking = Tracked.by(target.pid())) {
            TrackingMain.watchAll(Math.toIntExact(target.pid()), tracking);
          } catch (ProcessAccessException stopped) {
            assertThat(stopped).hasMessageContaining("stopped");
          }
        }
      } finally {
        going.set(false);
        join(stopping);
        Signal.send("CONT", target.pid());
      }
      target.awaitRounds(3);
      assertThat(target.count(Counter.CHANGED)).as("registers").isZero();
      target.awaitState(before);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// The kernel does not restart it, whoever stops the process (signal(7)).
  @ParameterizedTest
  @ValueSource(strings = {"epoll_wait"})
  void endsByAnInterruption(String call) throws IOException {
    try (WaitingTarget target = WaitingTarget.start(call, MORE_THREADS, directory)) {
      String before = track(target);
      target.awaitRounds(3);
      assertThat(target.count(Counter.INTERRUPTED)).as("EINTR").isPositive();
      assertThat(target.count(Counter.INTERRUPTED))
          .as("one a thread and a beginning")
          .isLessThanOrEqualTo((long) TIMES * (1 + MORE_THREADS));
      assertThat(target.count(Counter.FAILED)).as("errors").isZero();
      target.awaitState(before);
    }
  }

  private static String track(WaitingTarget target) throws IOException {
    target.awaitRounds(3);
    String before = target.state();
    for (int i = 0; i < TIMES; i++) {
      try (WriteTracking tracking = Tracked.by(target.pid())) {
        TrackingMain.watchAll(Math.toIntExact(target.pid()), tracking);
        target.awaitRounds(1);
        tracking.written((start, end) -> {});
      }
    }
    return before;
  }
}
