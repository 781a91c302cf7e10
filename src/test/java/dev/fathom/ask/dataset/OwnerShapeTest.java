package dev.fathom.ask.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of a path is the same on another host.
final class OwnerShapeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "__main__.app.cache['users'][17].name | __main__.app.cache[*][*].name",
        "__main__.cache['it\\'s a ] bracket'].x | __main__.cache[*].x",
        "__main__.cache['back\\\\'].x | __main__.cache[*].x",
        "__main__.cache[int key] | __main__.cache[*]",
        "__main__.rows[*].name | __main__.rows[*].name",
        "%main::cache{users}[17] | %main::cache{*}[*]",
        "%main::cache{'a } b'}->@* | %main::cache{*}->@*",
        "redis-server: server->+0x18[40] | redis-server: server->+0x18[*]",
        "<unreached 0x7f12ab00cd10> | <unreached 0x*>",
        "pool.job_81723.result | pool.job_*.result",
        "libpython3.11.so.1.0: _PyRuntime[*] | libpython3.11.so.1.0: _PyRuntime[*]",
        "app.set{…} | app.set{…}",
        "app.cut['never closed | app.cut[*]"
      })
  void placesKeysAddressesAndIdsAreLeftOpen(String path, String shape) {
    assertThat(OwnerShape.of(path)).isEqualTo(shape);
  }

  /// Whatever a key holds, nothing of it is left, and the shape of a shape is the same.
  @Test
  void nothingOfAKeyIsLeft() {
    SplittableRandom random = new SplittableRandom(24);
    for (int round = 0; round < 2000; round++) {
      StringBuilder key = new StringBuilder();
      for (int length = random.nextInt(0, 12); length > 0; length--) {
        key.append("secret]['\\{}0xé\n".charAt(random.nextInt(16)));
      }
      String spelled = key.toString().replace("\\", "\\\\").replace("'", "\\'");
      String shape = OwnerShape.of("a.b['" + spelled + "'].c");
      assertThat(shape).isEqualTo("a.b[*].c");
      assertThat(OwnerShape.of(shape)).isEqualTo(shape);
    }
  }

  /// The path itself may be anything: an answer, in time.
  @Test
  void anyTextHasAShape() {
    assertThat(OwnerShape.of("[".repeat(1 << 20))).hasSizeLessThan(10);
    assertThat(OwnerShape.of("['".repeat(1 << 18))).isNotEmpty();
    assertThat(OwnerShape.of("9".repeat(1 << 20))).isEqualTo("*");
    assertThat(OwnerShape.of("")).isEmpty();
  }
}
