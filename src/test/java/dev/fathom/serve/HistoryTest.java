package dev.fathom.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.watch.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is remembered of very many samples.
final class HistoryTest {
  private static final int MANY = 100_000;
  private static final int PEAK = 77_777;

  private static Sample sample(long millis, long rss, long pss) {
    return new Sample(millis, rss, 0, rss, pss, pss, Sample.Accounts.NONE);
  }

  @Test
  void theCurveKeepsItsShapeInConstantSpace() {
    History history = new History(10);
    for (int at = 0; at < MANY; at++) {
      history.add(sample(at * 10L, at == PEAK ? 900 : 100 + at % 7, 50));
    }
    List<Sample> all = history.after(-1);
    assertThat(all).hasSizeBetween(1024, 4096);
    assertThat(all.stream().map(Sample::millis).toList()).isSorted().doesNotHaveDuplicates();
    assertThat(all).contains(sample(PEAK * 10L, 900, 50));
    assertThat(all.getFirst().millis()).isLessThan(1000);
    assertThat(all.getLast().millis()).isGreaterThan(MANY * 10L - 1000);
  }

  @Test
  void whatIsNewIsToldAlone() {
    History history = new History(10);
    history.add(sample(0, 1, 1));
    history.add(sample(12, 2, 1));
    history.add(sample(25, 3, 1));
    assertThat(history.after(-1)).hasSize(3);
    assertThat(history.after(0)).hasSize(2);
    assertThat(history.after(12)).containsExactly(sample(25, 3, 1));
    assertThat(history.after(25)).isEmpty();
  }

  /// The kernel is not asked for PSS and USS each time.
  @Test
  void theSharesOfASlotAreNotForgotten() {
    History history = new History(10);
    history.add(sample(1, 5, 4));
    history.add(sample(3, 6, Sample.UNKNOWN));
    assertThat(history.after(-1)).containsExactly(sample(3, 6, 4));
  }
}
