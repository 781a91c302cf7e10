package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.survey.look.ProcessKey;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.TargetSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A look that was made on a terminal, asked again.
final class LastLookTest {
  /// Runs its arguments on a terminal of their own.
  private static final String TERMINAL =
      "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

  @TempDir private Path runtime;

  @BeforeEach
  void close() throws IOException {
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void answersAsAFreshOneDoes() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "plain.py", 20_000)) {
      assertThat(elsewhere().run("pins", target.pid(), "--last"))
          .as("none was made on a terminal")
          .returns(ExitCode.FAILED, FathomRun::code)
          .extracting(FathomRun::err)
          .asString()
          .contains("no look at process " + target.pid());
      FathomRun looked = onTerminal().run("report", target.pid());
      assertThat(looked.out())
          .contains("fathom owners " + target.pid() + " --last")
          .contains("this look is kept for 300 s");
      assertNamesAreKept(target.pid());
      for (String command : List.of("report", "pins", "leaks")) {
        FathomRun fresh = FathomRun.of(command, target.pid());
        FathomRun again = elsewhere().run(command, target.pid(), "--last");
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).containsPattern("this is how process \\d+ was \\d+ s ago");
        assertThat(figures(again)).as(command).isNotEmpty().isEqualTo(figures(fresh));
      }
    }
  }

  /// For shells that complete what is typed.
  private void assertNamesAreKept(long process) {
    try (Stream<Path> files = Files.list(runtime.resolve("fathom"))) {
      List<Path> names = files.filter(file -> file.toString().endsWith(".names")).toList();
      assertThat(names).hasSize(1);
      assertThat(names.getFirst().getFileName().toString()).startsWith(process + "-");
      assertThat(Files.getPosixFilePermissions(names.getFirst()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.readAllLines(names.getFirst()))
          .contains("__main__.Plain", "__main__.instances");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// All lines but those that say how it was looked at, and what can be asked next; and not those
  /// of owners, which tell how much of a page is whose: that changes when another Python starts.
  private static List<String> figures(FathomRun run) {
    return run.out()
        .lines()
        .takeWhile(line -> !line.startsWith("OWNERS"))
        .filter(line -> !line.matches("(paused|NEXT|note:) .*") && !line.isEmpty())
        .toList();
  }

  @Test
  void isNotAskedOnceTheProcessRunsAnotherProgram() throws IOException {
    // Where addresses are drawn anew the second program would be told by those.
    List<String> command =
        new ArrayList<>(
            Files.isExecutable(Path.of("/usr/bin/setarch"))
                ? List.of("/usr/bin/setarch", "-R")
                : List.of());
    command.add(Interpreters.requireAny().path().toString());
    command.add(TargetSource.path("reborn.py").toString());
    Process process = new ProcessBuilder(command).start();
    try (BufferedReader said = process.inputReader();
        OutputStream input = process.getOutputStream()) {
      assertThat(said.readLine()).startsWith("ready ");
      int id = Math.toIntExact(process.pid());
      String before = ProcessKey.of(id).orElseThrow();
      assertThat(ProcessKey.of(id)).as("the same program").contains(before);
      input.write('\n');
      input.flush();
      assertThat(said.readLine()).isEqualTo("again");
      assertThat(said.readLine()).isEqualTo("ready " + id);
      assertThat(ProcessKey.of(id)).get().isNotEqualTo(before);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutAPlaceForItNothingIsSaid() {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      SeparateFathom placeless =
          new SeparateFathom(
              terminal(List.of("env", "-i", "TERM=xterm")),
              List.of("-Djava.io.tmpdir=" + runtime.resolve("absent")));
      FathomRun run = placeless.run("report", target.pid());
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("total = Rss").doesNotContain("--last");
    }
  }

  private SeparateFathom onTerminal() {
    return new SeparateFathom(terminal(environment()));
  }

  private SeparateFathom elsewhere() {
    return new SeparateFathom(environment());
  }

  private List<String> environment() {
    return List.of("env", "TERM=xterm", "FATHOM_LAST=", "XDG_RUNTIME_DIR=" + runtime);
  }

  private static List<String> terminal(List<String> environment) {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.isExecutable(python), "there is no " + python + " to make a terminal with");
    List<String> command = new ArrayList<>(environment);
    command.addAll(List.of(python.toString(), "-c", TERMINAL));
    return List.copyOf(command);
  }
}
