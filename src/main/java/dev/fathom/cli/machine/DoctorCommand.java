package dev.fathom.cli.machine;

import dev.fathom.ask.doctor.DoctorAnswer;
import dev.fathom.ask.doctor.DoctorQuestion;
import dev.fathom.cli.option.ProcessWord;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.processes.DoctorReport;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom doctor [PID]`.
@Command(
    name = "doctor",
    description = "What this machine and user allow, and what helps where it is not enough.",
    footer = {
      "",
      "Exit codes: 0 all is possible, 3 something is done without, 1 no process can be looked at."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class DoctorCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(
      arity = "0..1",
      paramLabel = "PID",
      converter = ProcessWord.class,
      description = "A process that is to be looked at: whether it may be.")
  private @Nullable Integer process;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  public DoctorCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    long since = System.nanoTime();
    DoctorAnswer answer =
        new DoctorQuestion(process == null ? OptionalInt.empty() : OptionalInt.of(process))
            .answer();
    if (json) {
      DoctorReport.writeJson(answer, System.nanoTime() - since, screen.out());
    } else {
      DoctorReport.lines(answer, screen.style(), screen.width()).forEach(screen.out()::println);
      if (answer.possible()) {
        screen.print(NextQuestions.afterDoctor(Optional.ofNullable(process)));
      }
    }
    return !answer.possible()
        ? ExitCode.FAILED
        : answer.complete() ? ExitCode.FINE : ExitCode.PARTIAL;
  }
}
