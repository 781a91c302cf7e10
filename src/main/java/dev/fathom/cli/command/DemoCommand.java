package dev.fathom.cli.command;

import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.TypeOrder;
import dev.fathom.report.next.NextQuestions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fathom demo`: what a newcomer runs first.
@Command(
    name = "demo",
    description = "Starts a small Python program that fragments its memory, and reports on it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
  private static final int TYPES = 8;

  /// Debian's own interpreters first, then whatever PATH has.
  private static final List<String> DIRECTORIES = List.of("/usr/bin", "/usr/local/bin");

  /// A shell stands between: a child of this virtual machine is waited for by a thread of it, which
  /// would swallow the stops of the tracer.
  private static final List<String> SHELL =
      List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 3<&- & exec <&- 3<&-; wait $!", "sh");

  private static final String READY = "ready ";

  private final Screen screen;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  DemoCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    LiveReport report =
        new LiveReport(screen, new FormatOption(), json, TYPES, TypeOrder.ALLOCATED);
    Optional<Path> python = python();
    if (python.isEmpty()) {
      screen.err().println("fathom: no python3 here to demonstrate with; this is Fathom itself:");
      return code(
          report,
          new Subject.Live((int) ProcessHandle.current().pid()),
          Manner.of(Pause.of(Freeze.NONE)));
    }
    screen
        .err()
        .println("fathom: starting demo.py: a list of strings, every other one dropped ...");
    return onDemo(python.get(), report);
  }

  private int onDemo(Path python, LiveReport report) throws IOException {
    Path directory = Files.createTempDirectory("fathom");
    Path script = directory.resolve("demo.py");
    // For who interrupts the start; the last named goes first.
    directory.toFile().deleteOnExit();
    script.toFile().deleteOnExit();
    try {
      Files.write(script, program());
      List<String> command = new ArrayList<>(SHELL);
      command.addAll(List.of(python.toString(), script.toString()));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String ready = output.readLine();
        Files.delete(script); // Python has read it
        Files.delete(directory);
        if (ready == null || !ready.startsWith(READY)) {
          throw new ProcessAccessException(
              python + " did not run the demonstration; try fathom PID on a process of yours");
        }
        return code(
            report,
            Subject.of(ready.substring(READY.length())),
            Manner.of(Pause.of(Freeze.PTRACE)));
      } finally {
        // The end of its input ends the program; the rest is for one that does not listen.
        process.getOutputStream().close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(directory);
    }
  }

  private static int code(LiveReport report, Subject subject, Manner manner) throws IOException {
    return SubjectOptions.exitCode(
        report.print(subject, manner, (answer, same) -> NextQuestions.afterDemo()).findings());
  }

  private static byte[] program() throws IOException {
    try (@Nullable InputStream resource = DemoCommand.class.getResourceAsStream("demo.py")) {
      if (resource == null) {
        throw new IOException("demo.py is missing in the jar");
      }
      return resource.readAllBytes();
    }
  }

  private static Optional<Path> python() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(DIRECTORIES.stream(), Stream.of(path.split(":")))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "python3"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
