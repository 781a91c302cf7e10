package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Fathom does where there is no more: of memory, or of room where it prints.
final class ExhaustedTest {
  @TempDir private Path directory;

  @Test
  void tooLittleMemoryIsOneLine() throws IOException {
    SeparateFathom small = SeparateFathom.withHeapOf(16);
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", 200_000)) {
      Kernel kernel = Kernel.of(target.pid());
      Path file = directory.resolve("a.fathom");
      assertThat(small.run("report", target.pid()).assertOneLine(ExitCode.FAILED))
          .contains("MiB that Java may use are too few", "FATHOM_JAVA_OPTIONS=-Xmx256m");
      assertThat(small.run("snapshot", target.pid(), "-o", file).assertOneLine(ExitCode.FAILED))
          .contains("FATHOM_JAVA_OPTIONS=-Xmx");
      assertThat(kernel.state()).isEqualTo("S");
      assertThat(kernel.tracer()).isZero();
      target.collect(); // it runs
    }
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  /// What is small needs little: all of it is read with a heap of 16 MiB.
  @Test
  void aSmallFileNeedsLittleMemory() {
    Path file = directory.resolve("a.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 100)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
    SeparateFathom small = SeparateFathom.withHeapOf(16);
    for (String command : new String[] {"report", "owners", "fragmentation", "objects"}) {
      assertThat(small.run(command, file)).as(command).returns(ExitCode.FINE, FathomRun::code);
    }
  }

  @Test
  void whatCannotBePrintedIsAnError() {
    for (String redirection : new String[] {">/dev/full", ">&-"}) {
      for (String command : new String[] {"--help", "lab"}) {
        assertThat(
                SeparateFathom.redirected(redirection).run(command).assertOneLine(ExitCode.FAILED))
            .as(redirection)
            .startsWith("fathom: cannot write to standard output: ");
      }
    }
  }

  /// Closed streams, no home, nothing in the environment: the answer is what it is anyway.
  @Test
  void aBareShellIsEnough() {
    FathomRun usual = FathomRun.of("lab", "pages");
    for (String redirection : new String[] {"<&-", "2>&-", "2>/dev/full"}) {
      assertThat(SeparateFathom.redirected(redirection).run("lab", "pages").out())
          .as(redirection)
          .isEqualTo(usual.out());
    }
    assertThat(new SeparateFathom(List.of("env", "-i")).run("lab", "pages")).isEqualTo(usual);
  }

  /// Java cannot name such a file in the locale C. Its folder and name are written by their bytes.
  @Test
  void aProgramMayHaveAnyNameInEveryLocale() {
    String script =
        "d=\"$0/$(printf '\\346\\227\\245')\"; mkdir \"$d\"; cp \"$1\" \"$d/$(printf '\\346\\234\\254')\";"
            + " exec \"$d/$(printf '\\346\\234\\254')\" 3 100";
    try (NativeTarget target =
        NativeTarget.start(
            Path.of("/bin/sh"), "-c", script, directory, CProgram.compile("blocks.c"))) {
      for (String locale : new String[] {"C", "C.UTF-8"}) {
        FathomRun run =
            new SeparateFathom(List.of("env", "LC_ALL=" + locale)).run("report", target.pid());
        assertThat(run.err()).as(locale).isEmpty();
        assertThat(run.out()).as(locale).contains("total = Rss");
        assertThat(run.out().startsWith("\u672c · "))
            .as(locale)
            .isEqualTo(locale.equals("C.UTF-8"));
      }
    }
  }

  /// So what starts it says another to Java, and no other to what it starts.
  @ParameterizedTest
  @CsvSource({
    "C, , , C.UTF-8 C.UTF-8",
    ", , , ' C.UTF-8'",
    ", , POSIX, ' C.UTF-8'",
    ", C, de_DE.UTF-8, ' C.UTF-8'",
    ", , de_DE.UTF-8, ' '",
    "fr_FR, , C, 'fr_FR '"
  })
  void theLauncherNamesAnEncoding(
      @Nullable String all, @Nullable String type, @Nullable String language, String said)
      throws IOException {
    ProcessBuilder shell =
        new ProcessBuilder(
            "sh", "-c", ". tools/launch.sh; app_set_encoding; echo \"${LC_ALL-} ${LC_CTYPE-}\"");
    shell.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
    Map<String, @Nullable String> given = new HashMap<>();
    given.put("LC_ALL", all);
    given.put("LC_CTYPE", type);
    given.put("LANG", language);
    given.forEach((name, value) -> {
      if (value != null) {
        shell.environment().put(name, value);
      }
    });
    String printed = new String(shell.start().getInputStream().readAllBytes(), US_ASCII);
    assertThat(printed).isEqualTo(said + "\n");
  }

  /// Where nothing can be written answers are given, and what would write a file says why not.
  @Test
  void aDiskMayBeReadOnly() {
    SeparateFathom there = SeparateFathom.onReadOnlyDisk(directory);
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      assertThat(there.run("report", target.pid()).out()).contains("total = Rss");
      assertThat(there.run("html", target.pid()).assertOneLine(ExitCode.FAILED))
          .contains("cannot write fathom-" + target.pid() + ".html", "Read-only");
    }
  }

  /// As `head` does.
  @Test
  void whoReadsNoMoreIsNoError() {
    FathomRun run = SeparateFathom.redirected("| true").run("lab", "--all");
    assertThat(run.err()).isEmpty();
  }
}
