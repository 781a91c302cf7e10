package dev.fathom.cli.command;

import dev.fathom.ask.capture.CaptureQuestion;
import dev.fathom.cli.option.FreezeOption;
import dev.fathom.cli.option.ProcessWord;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.CaptureOutcome;
import dev.fathom.report.CaptureReport;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
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

  @Parameters(
      paramLabel = "PID",
      converter = ProcessWord.class,
      description = "The process to capture.")
  private int process;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "Output file (mode 0600, written atomically); - for standard" + " output.")
  private String file = "";

  @Mixin private FreezeOption freeze = new FreezeOption();

  CaptureCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    CaptureOutcome outcome;
    try (Output output = Output.ofBytes(file, screen)) {
      outcome = new CaptureQuestion(process, freeze.how()).write(output.stream(), output.waits());
      long bytes = output.finish();
      if (!output.waits()) {
        screen.out().println(CaptureReport.line(outcome, file, bytes));
        screen.print(NextQuestions.afterFile(file, Optional.empty()));
      }
    }
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
