package dev.fathom.report.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.watch.MemoryWait;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WaitSentenceTest {
  private static final long SECOND = 1_000_000;

  private static MemoryWait wait(long faults, long some, long full) {
    return new MemoryWait(
        10 * SECOND,
        faults,
        0,
        Optional.of(new MemoryWait.Stall(some, full)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void muchIsTold() {
    assertThat(WaitSentence.of(wait(41_000, 3 * SECOND, SECOND)))
        .isEqualTo(
            " In its control group some task waited for memory 30 % of the time, all of them at once"
                + " 10 % (PSI). 41,000 of its pages had to be read from files or the swap area (major"
                + " faults), 4,100 a second.");
  }

  @Test
  void whatIsReadAgainIsTold() {
    MemoryWait wait =
        new MemoryWait(
            10 * SECOND,
            0,
            452 << 10,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new MemoryWait.Refaults(0, 25_600)),
            Optional.of(new MemoryWait.Refaults(500, 30_000)));
    assertThat(WaitSentence.of(wait))
        .isEqualTo(
            " 452 KiB of its own code was thrown out and read again. 100 MiB that processes of its"
                + " control group used was thrown out and read again soon after (refaults), 10.0 MiB"
                + " a second.");
  }

  @Test
  void littleIsNot() {
    assertThat(WaitSentence.of(wait(50, SECOND / 20, 0))).isEmpty();
    assertThat(WaitSentence.of(MemoryWait.UNKNOWN)).isEmpty();
  }
}
