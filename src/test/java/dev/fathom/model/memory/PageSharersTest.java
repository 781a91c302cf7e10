package dev.fathom.model.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.NativeTarget;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Pages by their sharers add up to the kernel's Pss.
final class PageSharersTest {
  private static final long PARTS = 1 << 12;

  @Test
  void theWeightsOfAllPagesAreThePssOfTheirMapping() throws ProcessAccessException {
    try (NativeTarget family = NativeTarget.secludedFamily(5, 8, 1)) {
      for (long child : family.children()) {
        try (LiveProcess process =
                LiveProcess.openUnseen((int) child, Freeze.PTRACE).withSharers();
            Target.Hold hold = process.hold()) {
          Optional<PageSharers> sharers = process.pages().sharers();
          Assumptions.assumeTrue(sharers.isPresent(), "the kernel shows no frames here");
          PageSharers.Cursor cursor = sharers.orElseThrow().cursor();
          int compared = 0;
          for (Mapping mapping : process.mappings()) {
            if (PageSharers.shares(mapping)) {
              long weight = cursor.weigh(mapping.start(), mapping.end(), PARTS) / PARTS;
              assertThat(weight >> 10).as("%s", mapping).isEqualTo(mapping.counters().pss() >> 10);
              compared++;
            }
          }
          assertThat(compared).isPositive();
          hold.verify();
        }
      }
    }
  }

  @Test
  void whoDoesNotAskIsNotTold() throws ProcessAccessException {
    try (NativeTarget family = NativeTarget.family(1, 1, 0);
        LiveProcess process = LiveProcess.openUnseen((int) family.pid(), Freeze.PTRACE);
        Target.Hold hold = process.hold()) {
      assertThat(process.pages().sharers()).isEmpty();
      hold.verify();
    }
  }
}
