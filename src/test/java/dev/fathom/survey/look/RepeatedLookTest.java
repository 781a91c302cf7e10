package dev.fathom.survey.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.TypeDelta;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process that grows by steps that are known, looked at again and again.
final class RepeatedLookTest {
  private static final int STEPS = 4;
  private static final int LEAKED = 3000;

  @ParameterizedTest
  @EnumSource(Pause.Tracking.class)
  void eachLookSeesWhatCame(Pause.Tracking tracking) throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "growing.py");
        RepeatedLook look =
            RepeatedLook.at(
                Math.toIntExact(python.pid()), Pause.of(Freeze.PTRACE).with(tracking))) {
      Findings before = look.next();
      for (int step = 0; step < STEPS; step++) {
        // The second half comes behind what was copied before, and what went leaves a hole in it.
        python.command("leak " + LEAKED);
        python.command(step == 1 ? "forget" : "cache 5000");
        Findings after = look.next();
        assertThat(after.cost().violations()).isZero();
        Difference difference = Difference.of(Analysis.of(before), Analysis.of(after));
        assertThat(difference.types())
            .filteredOn(type -> type.qualifiedName().equals("__main__.Leak"))
            .singleElement()
            .returns((long) LEAKED, TypeDelta::countDelta)
            .returns((long) LEAKED, TypeDelta::fresh);
        if (after.cost().draftNanos() > 0 && step > 1) {
          assertThat(after.cost().bytesWhileHeld()).isLessThan(after.rss() / 4);
        }
        before = after;
      }
    }
  }
}
