package dev.fathom.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/findings.md` has the catalogue as it is.
final class FindingsDocumentTest {
  @Test
  void hasEveryKind() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs/findings.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(FindingKind.values())
                .map(kind ->
                    "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                            kind.id(),
                            kind.meaning(),
                            kind.computed(),
                            kind.thresholds(),
                            kind.silent()))
                .toList());
  }

  @Test
  void severitiesFollowFromTheShare() {
    assertThat(FindingKind.TRAPPED.severity(0.19)).isEqualTo(Severity.NOTE);
    assertThat(FindingKind.TRAPPED.severity(0.2)).isEqualTo(Severity.WARNING);
    assertThat(FindingKind.TRAPPED.severity(0.5)).isEqualTo(Severity.CRITICAL);
    assertThat(FindingKind.LEAKED.severity(0.05)).isEqualTo(Severity.WARNING);
    assertThat(FindingKind.RESIDENT.severity(1)).isEqualTo(Severity.NOTE);
    assertThat(FindingKind.INCOMPLETE.severity(0)).isEqualTo(Severity.WARNING);
  }
}
