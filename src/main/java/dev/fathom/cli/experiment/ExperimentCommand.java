package dev.fathom.cli.experiment;

import dev.fathom.ask.experiment.Experiments;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.experiment.ExperimentJson;
import dev.fathom.report.experiment.ExperimentReport;
import dev.fathom.report.next.NextQuestions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fathom experiment`: those that there are.
@Command(
    name = "experiment",
    description =
        "Does again what talks about memory showed, with the interpreters of this machine.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class ExperimentCommand implements Callable<Integer> {
  private final Screen screen;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  public ExperimentCommand(Screen screen) {
    this.screen = screen;
  }

  /// A command for each.
  @Spec
  void commands(CommandSpec spec) {
    Experiments.ALL.forEach(
        each -> spec.addSubcommand(each.story().name(), ExperimentRun.command(each, screen)));
  }

  @Override
  public Integer call() {
    long since = System.nanoTime();
    if (json) {
      ExperimentJson.writeList(Experiments.ALL, System.nanoTime() - since, screen.out());
    } else {
      ExperimentReport.list(Experiments.ALL, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(
          NextQuestions.afterLesson("experiment", ExperimentRun.names(), Optional.empty()));
    }
    return ExitCode.FINE;
  }
}
