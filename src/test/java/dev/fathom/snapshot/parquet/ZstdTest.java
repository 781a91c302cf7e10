package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.host.ZstdLibrary;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What becomes of compressed bytes that somebody changed.
final class ZstdTest {
  private static final int CHANGES = 20_000;

  /// The library looks up numbers in tables that are not in them: of all that it can come to, a
  /// page that is damaged is left.
  @Test
  void changedBytesAreDamaged() throws DamagedTableException {
    StringBuilder text = new StringBuilder();
    SplittableRandom random = new SplittableRandom(19);
    for (int word = 0; word < 2000; word++) {
      text.append(Integer.toString(random.nextInt(5000), 30)).append(' ');
    }
    byte[] plain = text.toString().getBytes(UTF_8);
    TableOutput packed = new TableOutput();
    Zstd.compress(ZstdLibrary.compressor(), plain, plain.length, packed);
    byte[] sound = java.util.Arrays.copyOf(packed.array(), packed.count());
    assertThat(Zstd.decompress(sound, sound.length, plain.length, new byte[0])).startsWith(plain);

    int damaged = 0;
    byte[] reuse = {};
    for (int change = 0; change < CHANGES; change++) {
      byte[] bytes = sound.clone();
      for (int flip = random.nextInt(4); flip >= 0; flip--) {
        bytes[random.nextInt(random.nextBoolean() ? 100 : bytes.length)] ^=
            (byte) (1 << random.nextInt(8));
      }
      try {
        reuse = Zstd.decompress(bytes, bytes.length, plain.length, reuse);
      } catch (DamagedTableException told) {
        damaged++;
      }
    }
    assertThat(damaged).isGreaterThan(CHANGES / 4);
  }
}
