package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.cli.SeparateFathom;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.Stop;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where no call is made in a process: one line says why, and the process runs on.
final class RefusedTrackingTest {
  @TempDir private Path directory;

  @Test
  void withoutConsent() throws IOException {
    Tracked.assumeSupported();
    Assumptions.assumeFalse(SoftDirty.isKnown(), "this kernel has soft-dirty bits");
    try (NativeTarget target = writer()) {
      assertRefused(
          () -> WriteTracking.begin(pid(target), false),
          "CONFIG_MEM_SOFT_DIRTY",
          "--pause=short,inject");
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  @Test
  void withConsent() throws IOException {
    if (!SoftDirty.isKnown()) {
      Tracked.assumeSupported();
    }
    try (NativeTarget target = writer();
        WriteTracking tracking = WriteTracking.begin(pid(target), true)) {
      assertThat(tracking.method()).isEqualTo(SoftDirty.isKnown() ? "soft-dirty" : "userfaultfd");
    }
  }

  /// The filter would end it.
  @Test
  void underASeccompFilter() throws IOException {
    Tracked.assumeSupported();
    try (NativeTarget target = NativeTarget.start(CProgram.compile("filtered.c"))) {
      assertRefused(() -> WriteProtection.begin(pid(target)), "seccomp", "--pause=normal");
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  @Test
  void whileItIsStopped() throws IOException {
    Tracked.assumeSupported();
    try (NativeTarget target = writer()) {
      Signal.send("STOP", target.pid());
      awaitState(target, "T");
      assertRefused(() -> WriteProtection.begin(pid(target)), "stopped", "--pause=normal");
      assertThat(Kernel.stateOf(target.pid())).isEqualTo("T");
      Signal.send("CONT", target.pid());
    }
  }

  @Test
  void whileItIsTraced() throws IOException {
    Tracked.assumeSupported();
    try (NativeTarget target = writer()) {
      Stop held = Stop.of(Freeze.PTRACE, pid(target));
      try {
        assertRefused(() -> WriteProtection.begin(pid(target)), "tracing it already");
      } finally {
        held.close();
      }
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  /// Its main thread waits for a child that it shares its memory with, and nothing interrupts that.
  @Test
  void whileAThreadCannotBeStopped() throws IOException {
    Tracked.assumeSupported();
    try (NativeTarget target = NativeTarget.start(CProgram.compile("vforking.c"))) {
      awaitState(target, "D");
      assertRefused(() -> WriteProtection.begin(pid(target)), "does not stop (state D)");
      Tracked.await("nobody to trace it", () -> target.kernel().tracer() == 0);
      assertThat(Kernel.stateOf(target.pid())).isEqualTo("D");
    }
  }

  @Test
  void ofAnotherWordSize() throws IOException {
    Tracked.assumeSupported();
    try (NativeTarget target =
        NativeTarget.start(
            CProgram.compile(
                "small_word.c", "-m32", "-nostdlib", "-static", "-fno-pie", "-no-pie"))) {
      assertRefused(() -> WriteProtection.begin(pid(target)), "32-bit", "--pause=normal");
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  @Test
  void thatHasEnded() {
    Tracked.assumeSupported();
    assertRefused(() -> WriteProtection.begin(1 << 22), "ended");
  }

  @Test
  void anOrdinaryUserTracksAProcessOfHisOwn() throws IOException {
    Tracked.assumeSupported();
    List<String> user = SeparateFathom.asOrdinaryUser();
    try (NativeTarget target = NativeTarget.familyRunBy(user, 0, 1, 0)) {
      assertThat(TrackingProcess.once(user, target.pid(), directory)).isEmpty();
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  @Test
  void anOrdinaryUserIsToldWhatHelpsWithAnothersProcess() throws IOException {
    Tracked.assumeSupported();
    List<String> user = SeparateFathom.asOrdinaryUser();
    try (NativeTarget target = writer()) {
      assertThat(TrackingProcess.once(user, target.pid(), directory).lines().toList())
          .singleElement()
          .asString()
          .contains("not permitted", "as root");
    }
  }

  private static void assertRefused(ThrowingCallable call, String... why) {
    assertThatThrownBy(call)
        .isInstanceOf(ProcessAccessException.class)
        .hasMessageContainingAll(why)
        .hasMessageNotContaining("\n");
  }

  private static NativeTarget writer() {
    return NativeTarget.start(CProgram.compile("writer.c"), 512);
  }

  private static int pid(NativeTarget target) {
    return Math.toIntExact(target.pid());
  }

  private static void awaitState(NativeTarget target, String state) throws IOException {
    Tracked.await("state " + state, () -> Kernel.stateOf(target.pid()).equals(state));
  }
}
