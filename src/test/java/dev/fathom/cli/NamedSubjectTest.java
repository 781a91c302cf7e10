package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
  void anOptionSaysWhichIsMeant() throws IOException {
    try (NativeTarget target = NativeTarget.start(program, 3, 100)) {
      String process = String.valueOf(target.pid());
      for (String words :
          List.of(
              "-p " + process,
              "--pid=" + process + " --top 1",
              "-n " + NAME,
              "owners --top 1 -n " + NAME,
              "objects --name=" + NAME + " --by size")) {
        assertThat(FathomRun.of(List.of(words.split(" ", -1)).toArray()).assertAnswered().code())
            .isEqualTo(ExitCode.FINE);
      }
      assertThat(FathomRun.of("-n", NAME).out()).contains("pid " + process);
      // The object stands behind the process, wherever the option does.
      assertThat(FathomRun.of("path", "0x1", "-p", process).assertOneLine(ExitCode.FAILED))
          .contains("no object begins at 0x1 in process " + process);
    }
    assertThat(FathomRun.of("-n", "no-such-name").assertOneLine(ExitCode.FAILED))
        .contains("no process is called 'no-such-name'");
    assertThat(FathomRun.of("-p", "sshd").assertOneLine(ExitCode.USAGE))
        .contains("'sshd' is not a PID; fathom -n takes a name");
  }

  @Test
  void oneOfSeveralIsChosen() throws IOException {
    try (NativeTarget one = NativeTarget.start(program, 3, 100);
        NativeTarget other = NativeTarget.start(program, 3, 100)) {
      List<Integer> found =
          Stream.of(one.pid(), other.pid()).map(Math::toIntExact).sorted().toList();
      ByteArrayOutputStream list = new ByteArrayOutputStream();
      assertThat(choice("2\n", list).named(NAME)).isEqualTo(found.get(1));
      assertThat(list.toString(StandardCharsets.UTF_8).lines())
          .hasSize(4)
          .anyMatch(line -> line.matches("   1 +" + found.get(0) + " +[\\d.]+ [KM]iB  .*"))
          .allMatch(line -> line.length() <= 80);
      for (String wrong : List.of("", "3\n", "0\n", "x\n")) {
        assertThatThrownBy(() -> choice(wrong, list).named(NAME))
            .hasMessage("no process was chosen");
      }
    }
  }

  private static ProcessChoice choice(String answer, ByteArrayOutputStream list) {
    PrintStream shown = new PrintStream(list, true, StandardCharsets.UTF_8);
    return ProcessChoice.asking(shown, 80, new BufferedReader(new StringReader(answer)));
  }

  /// What the kernel keeps of a name are 15 bytes, which may end within a character.
  @Test
  void namesAreRead() throws IOException {
    assumeThat(System.getProperty("sun.jnu.encoding"))
        .as("Java names files in the locale's encoding")
        .isEqualTo("UTF-8");
    Path named = Files.copy(program, directory.resolve("日本語 データ"));
    try (NativeTarget target = NativeTarget.start(named, 3, 100)) {
      assertThat(FathomRun.of("-n", "日本語 データ").assertAnswered().out())
          .startsWith("日本語 データ · ")
          .contains("pid " + target.pid());
      assertThat(FathomRun.of("report", "日本語 デ").out()).contains("pid " + target.pid());
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
