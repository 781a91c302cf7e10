package dev.fathom.cli.command;

import dev.fathom.ask.experiment.ForkSharingQuestion;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.ForkSharing;
import dev.fathom.report.processes.ForkSharingReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom experiment fork-sharing`.
@Command(
    name = "experiment",
    description =
        "Measures what a forked child still shares after it has looked at a list, as in a talk of"
            + " 2012.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExperimentCommand implements Callable<Integer> {
  /// The experiments that there are.
  private enum Experiment {
    FORK_SHARING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String PYPY = "pypy";

  private final Screen screen;

  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "Which: ${COMPLETION-CANDIDATES}.",
      arity = "1")
  @SuppressWarnings("UnusedVariable") // there is one so far; picocli checks its name
  private Experiment experiment = Experiment.FORK_SHARING;

  @Option(
      names = "--interpreter",
      paramLabel = "PATH",
      description = "A Python to run it in; may be given several times (default python3).")
  private List<String> interpreters = new ArrayList<>();

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "How many integers (default ${DEFAULT-VALUE}, as in the talk).",
      defaultValue = "8460000")
  private long size;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  ExperimentCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (size < 1) {
      screen.err().println("fathom: --size takes a number of integers, 1 or more");
      return ExitCode.USAGE;
    }
    long since = System.nanoTime();
    List<ForkSharing> outcomes = new ArrayList<>();
    int code = ExitCode.FINE;
    for (String interpreter : interpreters.isEmpty() ? List.of("python3") : interpreters) {
      try {
        ForkSharing plain = run(interpreter, false);
        outcomes.add(plain);
        if (!plain.title().startsWith(PYPY)) {
          outcomes.add(run(interpreter, true));
        }
      } catch (ProcessAccessException unable) {
        screen.err().println("fathom: " + unable.getMessage());
        code = ExitCode.PARTIAL;
      }
    }
    if (outcomes.isEmpty()) {
      return ExitCode.FAILED;
    }
    if (json) {
      ForkSharingReport.writeJson(outcomes, size, System.nanoTime() - since, screen.out());
    } else {
      ForkSharingReport.lines(outcomes, size, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return code;
  }

  private ForkSharing run(String interpreter, boolean freeze) throws IOException {
    screen
        .err()
        .println(
            "fathom: running it in " + interpreter + (freeze ? " with gc.freeze() ..." : " ..."));
    return new ForkSharingQuestion(interpreter, size, freeze).answer();
  }
}
