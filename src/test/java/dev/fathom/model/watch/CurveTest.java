package dev.fathom.model.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CurveTest {
  @Test
  void thePeakIsKeptHoweverLongTheWatch() {
    Curve curve = new Curve(100);
    Random random = new Random(3);
    long highest = 0;
    for (long tick = 0; tick < 50_000; tick++) {
      long rss = 1_000_000L + random.nextInt(1_000_000);
      highest = Math.max(highest, rss);
      curve.add(
          new Sample(100L * tick, rss, 0, rss, rss / 2, Sample.UNKNOWN, Sample.Accounts.NONE));
    }
    assertThat(curve.peak().rss()).isEqualTo(highest);
    assertThat(curve.columns(80)).hasSize(80).contains(highest);
    assertThat(Arrays.stream(curve.columns(80))).allMatch(bytes -> bytes > 1_900_000);
    assertThat(curve.samples()).isEqualTo(50_000);
    assertThat(curve.peakPss()).isEqualTo(highest / 2);
    assertThat(curve.peakUss()).isEqualTo(Sample.UNKNOWN);
  }

  @Test
  void aColumnWithoutASampleIsLikeTheOneBefore() {
    Curve curve = new Curve(100);
    curve.add(sample(0, 10));
    curve.add(sample(900, 30));
    assertThat(curve.columns(4)).containsExactly(10, 10, 10, 30);
  }

  static Sample sample(long millis, long rss) {
    return new Sample(millis, rss, 0, rss, Sample.UNKNOWN, Sample.UNKNOWN, Sample.Accounts.NONE);
  }
}
