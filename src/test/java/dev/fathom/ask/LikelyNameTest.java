package dev.fathom.ask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a user is likely to have meant.
final class LikelyNameTest {
  @ParameterizedTest
  @CsvSource({
    "Crat, __main__.Cart",
    "cart, __main__.Cart",
    "__main__.Cartt, __main__.Cart",
    "dcit, dict",
    "Session, app.Session",
    "Elephant,",
    "Sess, app.Session",
    "x,",
    "__main__.nowhere,"
  })
  void isNear(String wanted, String meant) {
    assertThat(LikelyName.of(wanted, Stream.of("__main__.Cart", "dict", "app.Session")))
        .isEqualTo(java.util.Optional.ofNullable(meant));
  }
}
