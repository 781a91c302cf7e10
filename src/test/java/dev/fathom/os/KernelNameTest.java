package dev.fathom.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What processes and users call things, as the kernel hands it out.
final class KernelNameTest {
  private static final String NAME = "日本 dir/プログラム";

  private static String bytes(String name, int length) {
    return new String(Arrays.copyOf(name.getBytes(UTF_8), length), ISO_8859_1);
  }

  @Test
  void isReadAsItWasMeant() {
    int length = NAME.getBytes(UTF_8).length;
    assertThat(KernelName.of(bytes(NAME, length))).isEqualTo(NAME);
    assertThat(KernelName.of("nginx: worker")).isEqualTo("nginx: worker");
    assertThat(KernelName.of("")).isEmpty();
  }

  /// The kernel keeps 15 bytes.
  @Test
  void endsBeforeACharacterThatWasCut() {
    for (int length = 0; length < NAME.getBytes(UTF_8).length; length++) {
      assertThat(NAME).startsWith(KernelName.ofCut(bytes(NAME, length)));
    }
  }

  @Test
  void keepsWhatIsNoText() {
    String latin = "caf\u00e9-au-lait";
    assertThat(KernelName.of(latin)).isEqualTo(latin);
    assertThat(KernelName.of("/srv/caf\u00e9")).isEqualTo("/srv/caf\u00e9");
  }

  @Test
  void mappingsHaveTheNamesOfTheirFiles() {
    String line = "55d0c0a00000-55d0c0a01000 r-xp 00001000 08:01 1234      /srv/" + NAME + "\n";
    assertThat(MapsEntry.parse(bytes(line, line.getBytes(UTF_8).length)).getFirst().name())
        .isEqualTo("/srv/" + NAME);
  }
}
