package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final Progress progress = new Progress();

  @Test
  void nothingIsToldWhereNothingIsDone() {
    assertThat(progress.now()).isEmpty();
    progress.begin(Progress.Stage.FINDING);
    progress.end();
    assertThat(progress.now()).isEmpty();
  }

  @Test
  void theShareIsToldWhereItIsKnown() {
    progress.begin(Progress.Stage.FINDING);
    assertThat(now().share()).isEmpty();
    long[] done = {1};
    progress.begin(Progress.Stage.READING, 4, () -> done[0]);
    assertThat(now().share()).hasValue(0.25);
    done[0] = 9;
    assertThat(now().share()).as("more is read than was foreseen").hasValue(1);
    assertThat(now().stage()).isEqualTo(Progress.Stage.READING);
  }

  @Test
  void aHoldIsOverOnce() {
    progress.begin(Progress.Stage.READING);
    assertThat(now().held()).isZero();
    try (Progress.Held _ = progress.held()) {
      Progress.Held member = progress.held();
      member.close();
      member.close();
      double held = now().held();
      assertThat(now().held()).as("the family is held on").isGreaterThan(held);
    }
    double held = now().held();
    assertThat(now().held()).as("nobody is held any more").isEqualTo(held);
  }

  @Test
  void whatNobodyWaitsForEnds() {
    List<String> ended = new ArrayList<>();
    Progress.Ending over = progress.whenGivenUp(() -> ended.add("over"));
    over.close();
    Progress.Ending open = progress.whenGivenUp(() -> ended.add("open"));
    progress.begin(Progress.Stage.FINDING);
    assertThat(ended).isEmpty();
    progress.giveUp();
    assertThat(ended).containsExactly("open");
    open.close();
    assertThatThrownBy(() -> progress.begin(Progress.Stage.READING))
        .isInstanceOf(Progress.GivenUpException.class);
    progress.whenGivenUp(() -> ended.add("late")).close();
    assertThat(ended).containsExactly("open", "late");
  }

  @Test
  void whoeverWorksFindsWhoListens() {
    ScopedValue.where(Progress.HEARD, progress)
        .run(() -> Progress.current().begin(Progress.Stage.FOLLOWING));
    assertThat(now().stage()).isEqualTo(Progress.Stage.FOLLOWING);
    Progress.current().begin(Progress.Stage.OPENING);
    assertThat(now().stage()).as("of another thread's work").isEqualTo(Progress.Stage.FOLLOWING);
  }

  private Progress.Moment now() {
    return progress.now().orElseThrow();
  }
}
