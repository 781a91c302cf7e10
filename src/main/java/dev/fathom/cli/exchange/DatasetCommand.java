package dev.fathom.cli.exchange;

import dev.fathom.ask.dataset.DatasetAnswer;
import dev.fathom.ask.dataset.DatasetQuestion;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.dataset.DatasetReport;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom dataset DATASET`, and what is done with one.
@Command(
    name = "dataset",
    description = {
      "What is in a dataset: the folder to which fathom snapshot --into adds looks of many hosts.",
      "fathom sql DATASET asks it, fathom diff DATASET compares two releases."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class DatasetCommand implements Callable<Integer> {
  private final Screen screen;

  private CommandSpec command;

  @Parameters(arity = "0..1", paramLabel = "DATASET", description = "Its folder.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public DatasetCommand(Screen screen) {
    this.screen = screen;
  }

  /// The command that is a class of its own.
  @Spec
  void commands(CommandSpec spec) {
    command = spec;
    spec.addSubcommand("compact", new CommandLine(new CompactCommand(screen)));
  }

  @Override
  public Integer call() throws IOException {
    if (folder == null) {
      throw new ParameterException(command.commandLine(), "'fathom dataset' needs DATASET");
    }
    long since = System.nanoTime();
    DatasetAnswer answer = new DatasetQuestion(folder).answer();
    if (json) {
      DatasetReport.json(answer, System.nanoTime() - since, screen.out());
    } else {
      DatasetReport.lines(answer, folder, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterTables(folder.toString(), answer));
    }
    return ExitCode.FINE;
  }
}
