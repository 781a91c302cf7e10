package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "7B, 7",
    "1kB, 1000",
    "1KB, 1000",
    "1KiB, 1024",
    "1k, 1024",
    "500MB, 500000000",
    "' 500 mb ', 500000000",
    "1MiB, 1048576",
    "1Mi, 1048576",
    "1M, 1048576",
    "1.5GiB, 1610612736",
    "2GB, 2000000000",
    "1TB, 1000000000000",
    "1TiB, 1099511627776",
    "0.0001kB, 0",
    "9223372TB, 9223372000000000000",
    "999999999999999999, 999999999999999999",
  })
  void areBytes(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MB", "lots", "-5", "+5MB", "5XB", "5iB", "5 M B", "1.", ".5", "1e3", "٣MB"})
  void whatIsNoneIsSaid(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessage("'%s' is no size; write 500MB, 1.5GiB or 4096", text);
  }

  @Test
  void noSizeIsCutOff() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse("9223373TB"))
        .withMessageContaining("too large");
  }
}
