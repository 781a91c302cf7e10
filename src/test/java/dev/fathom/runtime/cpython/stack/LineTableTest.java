package dev.fathom.runtime.cpython.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables that mean nothing end, whatever is in them.
final class LineTableTest {
  @ParameterizedTest
  @EnumSource
  void anyBytesGiveALine(LineTable form) {
    Random random = new Random(22);
    for (int round = 0; round < 20_000; round++) {
      byte[] table = new byte[random.nextInt(40)];
      random.nextBytes(table);
      form.line(table, random.nextInt(), random.nextInt(100) - 1);
    }
    assertThat(form.line(new byte[0], 7, 0)).isEqualTo(7);
  }
}
