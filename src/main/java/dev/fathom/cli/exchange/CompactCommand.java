package dev.fathom.cli.exchange;

import dev.fathom.ask.dataset.CompactQuestion;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.dataset.DatasetReport;
import dev.fathom.snapshot.dataset.Compaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom dataset compact DATASET`.
@Command(
    name = "compact",
    description = {
      "Puts the small files of a dataset together, those of an app and a day into one, and lets go",
      "of what is old. Others may add looks and ask questions meanwhile."
    },
    footer = {"", "Exit codes: 0 done, 3 done but for files that cannot be read, 1 not done."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CompactCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(paramLabel = "DATASET", description = "Its folder.")
  private Path folder;

  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      converter = DaysWord.class,
      description = "Remove what was taken before so many days: 90d. Without it nothing goes.")
  private @Nullable Integer keep;

  @Option(
      names = "--older-than",
      paramLabel = "DAYS",
      converter = DaysWord.class,
      defaultValue = "1d",
      description =
          "Put together what is as old (default ${DEFAULT-VALUE}: all days that are over, in UTC);"
              + " 0d for this day, too.")
  private int olderThan;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli fills the folder in
  CompactCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    long since = System.nanoTime();
    Compaction.Outcome outcome =
        new CompactQuestion(
                folder, keep == null ? OptionalInt.empty() : OptionalInt.of(keep), olderThan)
            .answer();
    if (json) {
      DatasetReport.json(outcome, System.nanoTime() - since, screen.out());
    } else {
      DatasetReport.lines(outcome, screen.style()).forEach(screen.out()::println);
    }
    return outcome.damaged().isEmpty() ? ExitCode.FINE : ExitCode.PARTIAL;
  }
}
