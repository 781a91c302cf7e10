package dev.fathom.analysis.paths;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which paths fit one that was printed.
final class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "m.a[3].b, m.a[3].b, WHOLE",
    "m.a[3].b, m.a[3], BEGINNING",
    "m.a[3].b, m.a[31].b, NONE",
    "m.a[3].b, m.a[3].b.c, NONE",
    "m.a[*].b, m.a['k'].b, WHOLE",
    "m.a[*].b, m.a[17], BEGINNING",
    "m.a[*].b, m.a[17].c, NONE",
    "%m::h{*}[*], %m::h{users}[4], WHOLE",
    "m.a['[*]'], m.a['[*]'], WHOLE",
  })
  void fit(String printed, String path, PathPattern.Fit fit) {
    assertThat(new PathPattern(printed).of(path)).isEqualTo(fit);
  }

  @Test
  void theLastStepIsEnoughToRuleMostObjectsOut() {
    PathPattern printed = new PathPattern("m.a[3]");

    assertThat(printed.mayEndWith("[3]")).isTrue();
    assertThat(printed.mayEndWith("[4]")).isFalse();
    assertThat(printed.mayEndWith("['name']")).isFalse();
    assertThat(new PathPattern("m.name").mayEndWith("['name']")).isTrue(); // as an attribute
    assertThat(new PathPattern("m.it\\'s").mayEndWith("['it's']")).isTrue(); // escaped, perhaps
    assertThat(new PathPattern("m{…}").mayEndWith("{…}")).isTrue();
    assertThat(new PathPattern("m[*]").mayEndWith("['name']")).isTrue();
  }
}
