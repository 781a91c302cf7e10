package dev.fathom.cli.command;

import dev.fathom.analysis.diff.Difference;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.ask.diff.DiffAnswer;
import dev.fathom.ask.diff.DiffQuestion;
import dev.fathom.cli.exchange.ReleaseOptions;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.PauseOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.option.SysrootOption;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.Findings;
import dev.fathom.report.diff.DiffJson;
import dev.fathom.report.diff.DiffReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.table.growth.TypeGrowthTable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom diff A B`, `fathom diff DATASET --before RELEASE --after RELEASE`.
@Command(
    name = "diff",
    description = {
      "What grew between two looks at a process, and who holds it.",
      "With three: what appeared between the first two and survives in the third.",
      "Of a dataset: what grew from one release to another, and on how many hosts."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DiffCommand implements Callable<Integer> {
  private static final int MOST_COMPARED = 3;

  private final Screen screen;

  @Spec private CommandSpec command;

  private List<Subject> subjects = List.of();

  @Mixin private FailIfOption failIf = new FailIfOption(true);

  @Mixin private FormatOption format = new FormatOption();

  @Mixin private ReleaseOptions releases = new ReleaseOptions();

  @Mixin private PauseOption pause = new PauseOption();

  @Mixin private SysrootOption sysroot = new SysrootOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many owners and types to list (default ${DEFAULT-VALUE}).",
      defaultValue = "12")
  private int top;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  DiffCommand(Screen screen) {
    this.screen = screen;
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "PID|FILE|DATASET",
      description = "Two or three snapshots or processes, the earliest first; or a dataset.")
  void subjects(List<String> texts) {
    subjects = SubjectOptions.parsed(texts, command);
  }

  @Override
  public Integer call() throws IOException {
    format.check(json);
    if (releases.areGiven()) {
      return releases.compare(subjects, failIf, format, json, top, screen);
    }
    if (subjects.size() < 2 || subjects.size() > MOST_COMPARED) {
      throw new ParameterException(
          command.commandLine(),
          "'fathom diff' needs two or three of PID|FILE, or a dataset with --before and --after");
    }
    long since = System.nanoTime();
    DiffAnswer answer =
        new DiffQuestion(subjects, new Manner(pause.how(), sysroot.directory())).answer();
    Difference difference = answer.difference();
    Findings before = answer.before().findings();
    Findings after = answer.after().findings();
    if (format.isGiven()) {
      format.print(TypeGrowthTable.SPEC, difference.types(), screen);
    } else if (json) {
      DiffJson.write(difference, before, after, System.nanoTime() - since, screen.out());
    } else {
      DiffReport.lines(
              difference,
              before,
              after,
              subjects.stream().map(Subject::text).toList(),
              top,
              screen.style(),
              screen.width())
          .forEach(screen.out()::println);
      screen.print(
          NextQuestions.afterDiff(
              subjects.stream().map(Subject::text).toList(),
              before,
              after,
              new Manner(pause.how(), sysroot.directory())));
    }
    return failIf.code(answer.partial() ? ExitCode.PARTIAL : ExitCode.FINE, answer, screen);
  }
}
