package dev.fathom.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// What is stated in several places is the same in each; the other end is the test that asserts it.
final class DocumentedTest {
  private static final String README = "README.md";
  private static final String ACCURACY = "docs/accuracy.md";

  @Test
  void theShareOfObjectsThatAreFound() {
    double stated = Documented.figure(README, "≥ {} of those that the garbage collector can reach");
    assertThat(Documented.figure(ACCURACY, "3.6 to 3.9 (4 KiB pools) | exact | recall ≥ {} |"))
        .isEqualTo(stated);
    assertThat(Documented.figure(ACCURACY, "3.10 to 3.14 (16 KiB pools) | exact | recall ≥ {} |"))
        .isEqualTo(stated);
  }

  @Test
  void theShareOfReferenceCountsThatAddUp() {
    assertThat(Documented.figure(ACCURACY, "The tests ask for {} of the counts"))
        .isEqualTo(Documented.figure(README, "the reference count of ≥ {} of all mortal objects"));
    assertThat(Documented.figure(ACCURACY, "of the counts, {} with numpy"))
        .isEqualTo(Documented.figure(README, "of all mortal objects (≥ {} with numpy)"));
  }

  @Test
  void theShareOfRssThatHasNoName() {
    assertThat(Documented.percent(ACCURACY, "the tests ask that {} % of Rss have a name"))
        .isCloseTo(1 - Documented.percent(README, "| unexplained | ≤ {} % of Rss"), within(1e-9));
  }

  @Test
  void theVersionsThatAreReadAreThoseThatAreTried() {
    assertThat(Documented.figure(README, "CPython 2.7 and 3.{} to 3."))
        .isEqualTo(Interpreters.OLDEST);
    assertThat(Documented.figure(README, "CPython 2.7 and 3.6 to 3.{}, Perl"))
        .isEqualTo(Interpreters.NEWEST);
  }

  @Test
  void aSentenceThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> Documented.figure(README, "never said {} times"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0 times");
  }
}
