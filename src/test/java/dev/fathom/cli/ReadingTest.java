package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// How answers and help look, and what can be done with what they say.
final class ReadingTest {
  /// Runs its arguments on a terminal of ten lines.
  private static final String TERMINAL =
      """
      import fcntl, os, pty, struct, sys, termios
      pid, end = pty.fork()
      if pid == 0:
          fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('4H', 10, 90, 0, 0))
          os.execvp(sys.argv[1], sys.argv[1:])
      try:
          while True:
              os.write(1, os.read(end, 65536))
      except OSError:
          pass
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """;

  /// What examples call a snapshot, and a dataset.
  private static final List<String> FILES = List.of("a.fathom", "/srv/fleet");

  @TempDir private Path directory;

  @Test
  void helpIsACommandToo() {
    assertThat(FathomRun.of("help")).isEqualTo(FathomRun.of("--help"));
    assertThat(FathomRun.of("help", "owners")).isEqualTo(FathomRun.of("owners", "--help"));
    assertThat(FathomRun.of("help", "lab", "workers").assertFine().out())
        .contains("Examples:")
        .contains("fathom lab workers --parent 1GiB");
    assertThat(FathomRun.of("help", "nonsense").assertOneLine(ExitCode.USAGE))
        .contains("'nonsense' is not a command");
  }

  @Test
  void everyCommandHasExamplesThatItUnderstands() throws IOException {
    Path file = Files.createFile(directory.resolve("a.fathom"));
    for (CommandLine command : ManualPages.all().getSubcommands().values()) {
      assertExamples(command, file);
    }
  }

  private static void assertExamples(CommandLine command, Path file) {
    String name = command.getCommandSpec().qualifiedName(" ");
    String[] lines = command.getCommandSpec().usageMessage().footer();
    List<String> examples =
        Arrays.stream(lines).filter(line -> line.startsWith("  fathom ")).toList();
    assertThat(examples).as(name).isNotEmpty();
    for (String example : examples) {
      List<String> words = words(example, file);
      CommandLine fathom = ManualPages.all().setCaseInsensitiveEnumValuesAllowed(true);
      if (fathom.getSubcommands().containsKey(words.getFirst())) {
        fathom.parseArgs(words.toArray(new String[0])); // throws what is wrong
        assertThat("fathom " + String.join(" ", words)).startsWith(name);
      } else {
        assertThat(name).isEqualTo("fathom report");
      }
    }
    command.getSubcommands().values().forEach(each -> assertExamples(each, file));
  }

  /// As a shell parts them.
  private static List<String> words(String example, Path file) {
    Matcher words =
        Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)").matcher(example.strip().substring(7));
    return words
        .results()
        .map(word -> IntStream.of(1, 2, 3).mapToObj(word::group).filter(Objects::nonNull).toList())
        .map(List::getFirst)
        .map(word -> FILES.contains(word) ? file.toString() : word)
        .toList();
  }

  @Test
  void theUserSaysHowWideAndHowColourful() {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      for (int width : new int[] {50, 140}) {
        FathomRun run = FathomRun.of("report", target.pid(), "--width", width).assertAnswered();
        assertThat(run.out().lines()).allMatch(line -> line.length() <= width);
        assertThat(run.out()).doesNotContain("\u001b");
      }
      assertThat(FathomRun.of("report", target.pid(), "--color", "always").out())
          .contains("\u001b[1m");
      assertThat(FathomRun.of("report", target.pid(), "--width", 39).assertOneLine(ExitCode.USAGE))
          .contains("--width takes a number of characters, 40 or more");
      assertThat(FathomRun.of("top", "--color", "red").assertOneLine(ExitCode.USAGE))
          .contains("--color");
    }
  }

  @Test
  void whatIsLongerThanTheScreenIsPaged() {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "there is no " + python + " to make a terminal with");
    for (Map.Entry<String, String> pager :
        Map.of("sed 's/^/paged: /'", "paged: ", "no-such-pager", "", "cat", "").entrySet()) {
      SeparateFathom onTerminal =
          new SeparateFathom(
              List.of(
                  "env",
                  "TERM=xterm",
                  "FATHOM_PAGER=" + pager.getKey(),
                  python.toString(),
                  "-c",
                  TERMINAL));
      assertThat(onTerminal.run("--help").out())
          .contains(pager.getValue() + "Usage: fathom PID")
          .contains(pager.getValue() + "Exit codes: 0 fine");
      assertThat(onTerminal.run("--version").out()).doesNotContain("paged").contains("fathom ");
    }
  }

  @Test
  void aPageHasANameOfItsOwn() {
    Path file = directory.resolve("a.fathom");
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    SeparateFathom there = new SeparateFathom(List.of("env", "-C", directory.toString()));
    assertThat(there.run("html", file).err()).isEmpty();
    assertThat(directory.resolve("a.fathom.html")).isNotEmptyFile();
  }
}
