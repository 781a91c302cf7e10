package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that are asked about by their names.
final class NamedSubjectTest {
  /// Longer than the 15 bytes that the kernel keeps.
  private static final String NAME = "named-by-its-long-name";

  @TempDir private Path directory;
  private Path program = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    program = Files.copy(CProgram.compile("blocks.c"), directory.resolve(NAME));
  }

  @Test
  void theOneOfANameIsMeant() {
    try (NativeTarget target = NativeTarget.start(program, 3, 100)) {
      String pid = "pid " + target.pid();
      assertThat(FathomRun.of(NAME).assertAnswered().out()).contains(pid);
      assertThat(FathomRun.of("objects", NAME, "--json").assertAnswered().json())
          .extractingByKey("target")
          .asString()
          .contains("pid=" + target.pid());
      assertThat(FathomRun.of("pages", NAME, "--json").code()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void severalAreListed() {
    try (NativeTarget one = NativeTarget.start(program, 3, 100);
        NativeTarget other = NativeTarget.start(program, 3, 100)) {
      assertThat(FathomRun.of("report", NAME).assertOneLine(ExitCode.USAGE))
          .contains("2 processes are called '" + NAME + "'")
          .contains(String.valueOf(one.pid()), String.valueOf(other.pid()));
    }
  }

  @Test
  void aScriptIsANameToo() throws IOException {
    Path script = directory.resolve("named-script.py");
    Files.writeString(script, "import os\nprint('ready %d' % os.getpid(), flush=True)\ninput()\n");
    try (NativeTarget target =
        NativeTarget.start(Interpreters.requireAny().path(), script.toString())) {
      assertThat(FathomRun.of("report", "named-script.py").out()).contains("pid " + target.pid());
    }
  }

  @Test
  void whatIsNeitherIsSaid() {
    assertThat(FathomRun.of("report", "no-such-name").assertOneLine(ExitCode.USAGE))
        .contains("'no-such-name' is not a PID, file or running process");
    assertThat(FathomRun.of("no-such-name").assertOneLine(ExitCode.USAGE))
        .contains("'no-such-name' is not a PID, file or command");
  }
}
