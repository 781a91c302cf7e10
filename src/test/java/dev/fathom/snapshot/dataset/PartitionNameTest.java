package dev.fathom.snapshot.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Names of folders, whatever somebody calls his app.
final class PartitionNameTest {
  @Test
  void whatIsPlainStaysAndTheRestIsEscaped() {
    assertThat(PartitionName.of("web-2_a.py")).isEqualTo("web-2_a.py");
    assertThat(PartitionName.of("=cmd|'/C calc'!A0")).isEqualTo("%3Dcmd%7C%27%2FC%20calc%27%21A0");
    assertThat(PartitionName.of("a\nb\u0000c/../%41")).isEqualTo("a%0Ab%00c%2F..%2F%2541");
  }

  /// Decoded by the JDK's reader of URLs, which knows nothing of Fathom.
  @Test
  void whatIsEscapedReadsBack() {
    SplittableRandom random = new SplittableRandom(24);
    for (int round = 0; round < 2000; round++) {
      StringBuilder name = new StringBuilder();
      for (int length = random.nextInt(1, 40); length > 0; length--) {
        name.append((char) random.nextInt(0, 0x7f));
      }
      String folder = PartitionName.of(name.toString());
      assertThat(folder).matches("[A-Za-z0-9_.~%-]+");
      assertThat(URLDecoder.decode(folder, UTF_8)).isEqualTo(name.toString());
    }
  }

  @Test
  void whatCannotBeWrittenAsItIsStaysApartFromAllOthers() {
    String long1 = "x".repeat(1 << 20);
    List<String> names =
        List.of(
            "",
            long1,
            long1 + "y",
            "x".repeat(60),
            "x".repeat(61),
            "ü",
            "ö",
            "_",
            "\ud800",
            PartitionName.NONE);
    Set<String> folders = new HashSet<>();
    for (String name : names) {
      String folder = PartitionName.of(name);
      assertThat(("app=" + folder).getBytes(UTF_8).length).isLessThan(255);
      folders.add(folder);
    }
    assertThat(folders).hasSameSizeAs(names).doesNotContain(PartitionName.NONE, "");
  }
}
