package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
