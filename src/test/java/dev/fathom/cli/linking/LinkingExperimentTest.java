package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.RealTools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The experiment builds what it says, and what it foretells is what it measures.
final class LinkingExperimentTest {
  private static final long ALLOWED = 64 << 10;
  private static final long POINTERS = 30_000;

  @Test
  void eachWayCostsWhatIsForetold() {
    new RealTools(Path.of(".")).require("gcc", "ar");
    FathomRun run = FathomRun.of("experiment", "linking", "--items", POINTERS, "--json");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FINE);
    List<Map<String, @Nullable Object>> rows =
        LinkRun.rows(run.json(), "tables").stream()
            .flatMap(table -> LinkRun.rows(table, "rows").stream())
            .toList();
    assertThat(rows).hasSize(3);
    for (Map<String, @Nullable Object> row : rows) {
      assertThat(Math.abs(number(row, "foretold") - number(row, "delta")))
          .as("%s", row)
          .isLessThanOrEqualTo(ALLOWED);
    }
    // At a fixed address nothing is filled in; else each pointer is, on pages of 512.
    assertThat(number(rows.get(0), "relocations")).isZero();
    for (int way = 1; way < 3; way++) {
      assertThat(number(rows.get(way), "relocations")).isGreaterThanOrEqualTo(POINTERS);
      assertThat(number(rows.get(way), "delta") - number(rows.get(0), "delta"))
          .isGreaterThan(POINTERS * Long.BYTES * 9 / 10);
    }
  }

  @Test
  void aCompilerThatIsNotThereIsALine() {
    FathomRun run = FathomRun.of("experiment", "linking", "--interpreter", "no-such-compiler");
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("there is no no-such-compiler on this machine");
  }

  private static long number(Map<String, @Nullable Object> row, String column) {
    Object value = row.get(column);
    assertThat(value).as("%s of %s", column, row).isNotNull();
    return value instanceof Long number ? number : -1;
  }
}
