package dev.fathom.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OomScoreTest {
  private static final Path OWN = Path.of("/proc/self/oom_score_adj");

  @TempDir private Path directory;

  /// Root may go as low as there is, others to what was set last by root.
  @Test
  void itIsLoweredAsFarAsTheKernelAllowsAndPutBack() throws IOException {
    int before = Integer.parseInt(Files.readString(OWN).strip());
    try (OomScore score = OomScore.lowered()) {
      int now = Integer.parseInt(Files.readString(OWN).strip());
      assertThat(now).isLessThanOrEqualTo(before);
      assertThat(score.isNever()).isEqualTo(now == -1000);
    }
    assertThat(OWN).content().isEqualToIgnoringNewLines(Integer.toString(before));
  }

  @Test
  void whereAllIsAllowedItIsNever() throws IOException {
    Path file = Files.writeString(directory.resolve("oom_score_adj"), "200\n");
    try (OomScore score = OomScore.lowered(file)) {
      assertThat(file).hasContent("-1000");
      assertThat(score.isNever()).isTrue();
    }
    assertThat(file).hasContent("200");
  }

  @Test
  void whatIsNotThereIsLetBe() {
    Path none = directory.resolve("none");
    try (OomScore score = OomScore.lowered(none)) {
      assertThat(score.isNever()).isFalse();
    }
    assertThat(none).doesNotExist();
  }
}
