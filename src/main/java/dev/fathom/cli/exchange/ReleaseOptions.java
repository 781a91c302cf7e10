package dev.fathom.cli.exchange;

import dev.fathom.ask.Subject;
import dev.fathom.ask.dataset.FleetDiffAnswer;
import dev.fathom.ask.dataset.FleetDiffQuestion;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.report.dataset.FleetDiffReport;
import dev.fathom.report.table.fleet.FleetChangesTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which releases of a dataset are compared, and comparing them.
public final class ReleaseOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--before",
      paramLabel = "RELEASE",
      description = "Of a dataset: the earlier release, as --release named it.")
  private @Nullable String before;

  @Option(
      names = "--after",
      paramLabel = "RELEASE",
      description = "Of a dataset: the later release.")
  private @Nullable String after;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "Of a dataset: only this app (default: all).")
  private @Nullable String app;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public ReleaseOptions() {}

  public boolean areGiven() {
    return before != null || after != null || app != null;
  }

  /// Compares, and prints.
  ///
  /// @return the exit code
  public int compare(
      List<Subject> subjects,
      FailIfOption failIf,
      FormatOption format,
      boolean json,
      int top,
      Screen screen)
      throws IOException {
    if (before == null || after == null) {
      throw wrong("a dataset is compared by --before RELEASE and --after RELEASE");
    }
    if (subjects.size() != 1) {
      throw wrong("--before and --after compare what is in one dataset");
    }
    if (failIf.isGiven()) {
      throw wrong("--fail-if is for two looks, not for a dataset");
    }
    long since = System.nanoTime();
    Path folder = Path.of(subjects.getFirst().text());
    FleetDiffAnswer answer =
        new FleetDiffQuestion(folder, before, after, Optional.ofNullable(app)).answer();
    if (format.isGiven()) {
      format.print(FleetChangesTable.TYPES, answer.types(), screen);
    } else if (json) {
      FleetDiffReport.json(answer, System.nanoTime() - since, screen.out());
    } else {
      String title = folder + " · " + before + " → " + after;
      FleetDiffReport.lines(answer, title, top, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return ExitCode.FINE;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
