package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.ask.sample.SampleQuestion;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.OtherSubjects;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.Share;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.sample.MemorySample;
import dev.fathom.report.SampleReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.report.next.Next;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom report PID`.
@Command(
    name = "report",
    description = "Where a process's memory went: verdict, balance sheet, objects by type.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReportCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PID|FILE",
      description = "More of them: each gets a report of its own, one after the other.")
  private List<String> more = new ArrayList<>();

  @Mixin private FailIfOption failIf = new FailIfOption();

  @Mixin private FormatOption format = new FormatOption();

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many types to list (default ${DEFAULT-VALUE}).",
      defaultValue = "12")
  private int top;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description = "Sort types by COLUMN: ${COMPLETION-CANDIDATES} (default allocated).")
  private TypeOrder order = TypeOrder.ALLOCATED;

  @Option(
      names = "--sample",
      converter = Share.class,
      paramLabel = "SHARE",
      description =
          "Look at so much of the memory alone (1%%), drawn by chance, while the process runs: each"
              + " figure is an estimate, told with its interval.")
  private @Nullable Double sample;

  ReportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    OtherSubjects others = new OtherSubjects(more);
    if (sample != null) {
      others.refuse("--sample");
      return estimate(sample);
    }
    format.check(target.json());
    if (format.isGiven()) {
      others.refuse("--format");
    }
    return others.askEach(target, screen, this::report);
  }

  private int report(Subject subject) throws IOException {
    Analysis analysis =
        new LiveReport(screen, format, target.json(), top, order)
            .print(subject, target.manner(), NextQuestions::afterReport);
    boolean unnamed =
        analysis.verdict().stream().anyMatch(finding -> finding.kind() == FindingKind.UNNAMED);
    int code = unnamed ? ExitCode.PARTIAL : SubjectOptions.exitCode(analysis.findings());
    return failIf.code(code, analysis, screen);
  }

  private int estimate(double share) throws IOException {
    if (failIf.isGiven() || format.isGiven()) {
      throw QuestionException.wrong("--sample has an answer of its own: leave out other options");
    }
    if (share == 0) {
      throw QuestionException.wrong("--sample takes a share above 0");
    }
    long since = System.nanoTime();
    MemorySample found = new SampleQuestion(target.subject(), share, since).answer();
    if (target.json()) {
      SampleReport.writeJson(found, System.nanoTime() - since, screen.out());
    } else {
      SampleReport.lines(found, top, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    return target.end(
        found.findings(), Next.of(found.findings(), target.manner()).report(), screen);
  }
}
