package dev.fathom.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.Progress;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process of which nobody waits to hear any more is let go at once.
final class GivenUpHoldTest {
  @ParameterizedTest
  @EnumSource(
      value = Freeze.class,
      names = {"PTRACE", "SIGNAL"})
  void aHeldProcessIsLetGoByWhoeverGivesUp(Freeze freeze) throws Exception {
    Progress progress = new Progress();
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      int process = Math.toIntExact(target.pid());
      ScopedValue.where(Progress.HEARD, progress)
          .call(() -> {
            try (Target opened = LiveProcess.open(process, freeze);
                Target.Hold hold = opened.hold()) {
              assertThat(Kernel.stateOf(process)).isIn("t", "T");
              Thread.ofPlatform().start(progress::giveUp).join();
              assertThat(opened.stoppedEarly()).isTrue();
              assertThat(hold.heldNanos()).isPositive();
              assertThat(Kernel.of(process).isLetRun()).isTrue();
            }
            return process;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Freeze.class,
      names = {"PTRACE", "NONE"})
  void aLookThatWasGivenUpEnds(Freeze freeze) {
    Progress progress = new Progress();
    progress.giveUp();
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      int process = Math.toIntExact(target.pid());
      assertThatThrownBy(() ->
              ScopedValue.where(Progress.HEARD, progress)
                  .call(() -> Look.atProcess(process, Pause.of(freeze), Depth.ALL)))
          .isInstanceOf(Progress.GivenUpException.class);
      assertThat(Kernel.of(process).tracer()).isZero();
    }
  }
}
