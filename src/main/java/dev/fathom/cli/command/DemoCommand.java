package dev.fathom.cli.command;

import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.OwnProgram;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.TypeOrder;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    Optional<Path> python = OwnProgram.find("python3");
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
      try (OwnProgram demo = started(python, script)) {
        Files.delete(script); // Python has read it
        Files.delete(directory);
        return code(report, new Subject.Live(demo.pid()), Manner.of(Pause.of(Freeze.PTRACE)));
      }
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(directory);
    }
  }

  private static OwnProgram started(Path python, Path script) throws IOException {
    try {
      return OwnProgram.start(List.of(python.toString(), script.toString()));
    } catch (IOException failure) {
      throw new ProcessAccessException(
          python + " did not run the demonstration; try fathom PID on a process of yours");
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
}
