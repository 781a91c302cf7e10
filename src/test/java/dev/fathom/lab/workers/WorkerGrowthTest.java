package dev.fathom.lab.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Workers on the machine use what arithmetic says they must.
final class WorkerGrowthTest {
  private static final long MB = 1_000_000;

  @ParameterizedTest
  @CsvSource({
    "500, 0.2, 0, 0, 16000",
    "500, 1, 0, 20, 16000",
    "300, 0.5, 0.1, 0, 4000",
    "1000, 0, 0.05, 10, 2000",
    "64, 1, 0, 1, 1000",
  })
  void growsAsItMust(long parent, double touched, double written, long own, long limit) {
    ParentFigures figures =
        new ParentFigures(parent * MB, touched, 1, written, own * MB, limit * MB);
    for (boolean counts : new boolean[] {true, false}) {
      WorkerGrowth growth = WorkerGrowth.of(figures, counts);
      double copied = counts ? Math.max(touched, written) : written;
      double each = copied * parent * MB + own * MB;
      for (int workers = 0; workers < growth.used().size(); workers++) {
        double expected = parent * MB + workers * each;
        double tolerance = growth.grain() * (2.0 + 2.0 * workers);
        assertThat((double) growth.used().get(workers)).isCloseTo(expected, within(tolerance));
      }
      if (growth.isOpen()) {
        assertThat(parent * MB + WorkerGrowth.MOST_WORKERS * each).isLessThan(1.02 * limit * MB);
      } else {
        double fit = (limit - parent) * MB / each;
        assertThat((double) growth.fits()).isCloseTo(fit, within(1 + 0.02 * fit));
      }
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new ParentFigures(0, 1, 1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ParentFigures(1, 1.5, 1, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(WorkerGrowth.of(new ParentFigures(100 * MB, 1, 1, 0, 0, 50 * MB), true).fits())
        .isEqualTo(-1);
  }
}
