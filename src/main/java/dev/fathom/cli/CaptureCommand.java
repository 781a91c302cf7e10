package dev.fathom.cli;

import dev.fathom.os.ProcessAccessException;
import dev.fathom.report.CaptureReport;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.Capture;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom capture PID -o FILE`.
@Command(
    name = "capture",
    description = {
      "Writes the memory of a process to a file that every command reads in its place.",
      "The file is an ELF core packed by zstd; it holds all that the process holds, secrets too."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CaptureCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(paramLabel = "PID", description = "The process to capture.")
  private int process;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Where to write it: readable for you alone, and complete or not there.")
  private Path file = Path.of("");

  @Mixin private FreezeOption freeze = new FreezeOption();

  CaptureCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws ProcessAccessException {
    Capture.Outcome outcome;
    try (LiveProcess target = LiveProcess.open(process, freeze.how())) {
      outcome = Capture.write(target, file);
    }
    screen.out().println(CaptureReport.line(outcome, file.toString(), file.toFile().length()));
    if (outcome.missingBytes() > 0) {
      screen
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "fathom: %,d bytes could not be read (gone meanwhile) and are zeros there",
                  outcome.missingBytes()));
      return ExitCode.PARTIAL;
    }
    return ExitCode.FINE;
  }
}
