package dev.fathom.model.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class WaterMarksTest {
  private final WaterMarks marks = new WaterMarks();

  @Test
  void aLookIsDueAtFirstAndAtEachMarkThatIsReached() {
    assertThat(due(10, 0)).hasValue(0);
    assertThat(due(49, 1)).isEmpty();
    assertThat(marks.isNear()).isFalse();
    assertThat(due(50, 2)).hasValue(50);
    assertThat(marks.isNear()).isTrue();
    assertThat(due(59, 3)).isEmpty();
    // Whoever leaps is looked at where it is.
    assertThat(due(92, 4)).hasValue(90);
    assertThat(due(99, 4)).hasValue(99);
    assertThat(due(100, 4)).isEmpty();
  }

  @Test
  void whoRisesAgainIsLookedAtAgainButSeldom() {
    assertThat(due(80, 0)).hasValue(80);
    marks.looked(0, 10, 100);
    assertThat(due(71, 200)).isEmpty();
    assertThat(due(80, 200)).isEmpty(); // it has not fallen far enough
    assertThat(due(40, 300)).isEmpty();
    assertThat(due(80, 999)).isEmpty();
    assertThat(due(85, 999)).hasValue(85); // it never was there
    assertThat(due(40, 999)).isEmpty();
    assertThat(due(80, 1000)).hasValue(80);
  }

  @Test
  void whatHasNoLimitIsLookedAtOnce() {
    assertThat(marks.due(5, 0, 0)).hasValue(0);
    assertThat(marks.due(Long.MAX_VALUE, 0, 1)).isEmpty();
    assertThat(WaterMarks.share(Long.MAX_VALUE, 1)).isEqualTo(100);
    assertThat(WaterMarks.share(-1, 1)).isZero();
  }

  @Test
  void whoWouldPassTheNextMarkDuringALookIsFast() {
    assertThat(due(10, 0)).hasValue(0);
    assertThat(marks.isFast()).isFalse();
    marks.looked(0, 100, 1000);
    assertThat(due(20, 1000)).isEmpty();
    assertThat(due(36, 2000)).isEmpty();
    assertThat(marks.isFast()).isTrue(); // 16 more make 52
    assertThat(due(40, 4000)).isEmpty();
    assertThat(marks.isFast()).isFalse(); // 2 a second by now
    marks.looked(4000, 100, 20_000);
    assertThat(due(50, 21_000)).hasValue(50);
    assertThat(marks.isFast()).isTrue(); // 10 in 17 seconds; of 50 a look takes 20
    marks.looked(21_000, 15_900, 37_000);
    assertThat(due(60, 37_100)).hasValue(60);
    assertThat(marks.isFast()).isTrue(); // 10 in the 200 milliseconds in which it ran
  }

  /// The first look is at next to nothing, and takes no time.
  @Test
  void aLookAtWhatIsLargerTakesLonger() {
    assertThat(due(5, 0)).hasValue(0);
    marks.looked(0, 0, 300);
    assertThat(due(10, 1000)).isEmpty();
    assertThat(due(50, 5000)).hasValue(50);
    assertThat(marks.isFast()).isTrue(); // 10 a second, and of 50 it takes 3 seconds
    marks.looked(5000, 0, 5300);
    assertThat(due(52, 6000)).isEmpty();
    assertThat(due(60, 9000)).hasValue(60);
    assertThat(marks.isFast()).isFalse(); // 2.7 a second, and of 60 it takes 0.4 seconds
  }

  private OptionalInt due(long used, long millis) {
    return marks.due(used, 100, millis);
  }
}
