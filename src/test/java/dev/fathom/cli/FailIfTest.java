package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `--fail-if` makes of the exit codes.
final class FailIfTest {
  @TempDir private Path directory;

  @Test
  void theCodeSaysWhetherItHolds() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      for (String command : new String[] {"report", "objects", "owners", "pins", "fragmentation"}) {
        FathomRun holds = FathomRun.of(command, target.pid(), "--fail-if", "rss > 1MB");
        assertThat(holds.code()).as(command).isEqualTo(ExitCode.CONDITION);
        assertThat(holds.err()).contains("--fail-if: rss > 1MB holds: ", " bytes");
        assertThat(holds.out()).isNotEmpty();
        FathomRun.of(command, target.pid(), "--fail-if", "rss > 1GB or objects < 10").assertFine();
      }
      assertThat(FathomRun.of(target.pid(), "--fail-if", "findings(resident) == 1").code())
          .isEqualTo(ExitCode.CONDITION);
      assertThat(FathomRun.of(target.pid(), "--fail-if", "finding >= note", "--json").code())
          .isEqualTo(ExitCode.CONDITION);
    }
  }

  @Test
  void growthIsComparedWithAnEarlierLook() {
    Path first = directory.resolve("first.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      FathomRun.of("snapshot", target.pid(), "-o", first).assertFine();

      assertThat(FathomRun.of("diff", first, target.pid(), "--fail-if", "objects > +1000").code())
          .isEqualTo(ExitCode.FINE);
      assertThat(FathomRun.of("diff", first, target.pid(), "--fail-if", "objects < +1000").code())
          .isEqualTo(ExitCode.CONDITION);
    }
  }

  @Test
  void wrongConditionsShowThePlace() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      FathomRun wrong = FathomRun.of(target.pid(), "--fail-if", "rss > 500 apples");
      assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
      assertThat(wrong.err().lines())
          .anyMatch(line -> line.startsWith("fathom: --fail-if: "))
          .anyMatch(line -> line.equals("  rss > 500 apples"))
          .anyMatch(line -> line.equals("            ^^^^^^"));
      assertThat(FathomRun.of(target.pid(), "--fail-if", "objects > +3").code())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void whatCannotBeKnownIsNoAnswer() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "shapes.py")) {
      FathomRun unknown = FathomRun.of(target.pid(), "--fail-if", "retained(__main__.nothing)>1");
      assertThat(unknown.code()).isEqualTo(ExitCode.FAILED);
      assertThat(unknown.err()).contains("--fail-if: ");
    }
  }
}
