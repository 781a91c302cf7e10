package dev.fathom.model.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SnapshotPlanTest {
  @Test
  void aSizeIsReachedOnce() {
    assertThat(due("500", 400, 499, 500, 600, 100, 700)).containsExactly(500L);
    assertThat(due("1kB", 999, 1000)).containsExactly(1000L);
    assertThat(due("1KiB", 1000, 1024)).containsExactly(1024L);
    assertThat(due("1K", 1000, 1024)).containsExactly(1024L);
    assertThat(due("0.5 MB".replace(" ", ""), 499_999, 500_000)).containsExactly(500_000L);
  }

  @Test
  void growthCountsFromTheLastSnapshot() {
    assertThat(due("+20%", 100, 119, 120, 140, 144, 50, 171, 173))
        .containsExactly(120L, 144L, 173L);
  }

  @Test
  void thePeakIsFollowed() {
    assertThat(due("peak", 100, 105, 110, 120, 121, 90)).containsExactly(110L, 121L);
  }

  @Test
  void whatIsDueAgainAndAgainTakesAFifthOfTheTime() {
    SnapshotPlan plan = SnapshotPlan.of(List.of("+1%"));
    plan.due(CurveTest.sample(0, 1000));
    assertThat(plan.due(CurveTest.sample(900, 2000))).isEmpty();
    assertThat(plan.due(CurveTest.sample(1000, 2000))).isPresent();
    plan.taken(1000, 2000);
    assertThat(plan.due(CurveTest.sample(5900, 4000))).isEmpty();
    assertThat(plan.due(CurveTest.sample(6000, 4000))).isPresent();
  }

  /// The resident sizes at which snapshots are due.
  private static List<Long> due(String wish, long... sizes) {
    SnapshotPlan plan = SnapshotPlan.of(List.of(wish));
    List<Long> due = new ArrayList<>();
    for (int tick = 0; tick < sizes.length; tick++) {
      if (plan.due(CurveTest.sample(1000L * tick, sizes[tick])).isPresent()) {
        due.add(sizes[tick]);
      }
    }
    return due;
  }
}
