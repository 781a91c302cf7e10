package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sizes as they are written: short, and with the unit that suits them.
final class ByteUnitTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 B",
        "1 | 1 B",
        "1023 | 1,023 B",
        "1024 | 1.00 KiB",
        "10240 | 10.0 KiB",
        "102400 | 100 KiB",
        "1023999 | 1,000 KiB",
        "1024000 | 0.98 MiB",
        "10240000 | 9.77 MiB",
        "1954545664 | 1.82 GiB",
        "10485760000 | 9.77 GiB",
        "2199023255552 | 2.00 TiB"
      })
  void aColumnHasOneUnit(long largest, String written) {
    assertThat(ByteUnit.forLargest(largest).format(largest)).isEqualTo(written);
  }

  @Test
  void aFigureIsNeverWide() {
    Random random = new Random(1);
    for (int attempt = 0; attempt < 10_000; attempt++) {
      long largest = random.nextLong(1L << random.nextInt(1, 44));
      assertThat(ByteUnit.forLargest(largest).format(largest).length()).isLessThanOrEqualTo(9);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 B",
        "512 | 512 B",
        "4096 | 4.0 KiB",
        "1048576 | 1.0 MiB",
        "1954545664 | 1.82 GiB",
        "10737418240 | 10.0 GiB",
        "-4096 | -4.0 KiB"
      })
  void inTextEachFigureHasItsUnit(long bytes, String written) {
    assertThat(ByteUnit.inText(bytes)).isEqualTo(written);
  }

  @Test
  void figuresDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(ByteUnit.inText(1954545664L)).isEqualTo("1.82 GiB");
      assertThat(ByteUnit.MIB.format(1_500_000)).isEqualTo("1.4 MiB");
    } finally {
      Locale.setDefault(before);
    }
  }
}
