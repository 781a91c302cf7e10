package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.leaks.LeaksAnswer;
import dev.fathom.ask.leaks.LeaksQuestion;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.Findings;
import dev.fathom.report.LeaksReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.table.LeaksTable;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom leaks PID`.
@Command(
    name = "leaks",
    description = "What no variable reaches: what is lost, and cycles that are not collected yet.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class LeaksCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private FailIfOption failIf = new FailIfOption();

  @Mixin private FormatOption format = new FormatOption();

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many kinds of leaks to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  LeaksCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(target.json());
    Analysis analysis = target.look(Depth.ALL);
    LeaksAnswer answer = new LeaksQuestion().answer(analysis);
    Findings findings = answer.findings();
    if (format.isGiven()) {
      format.print(LeaksTable.SPEC, answer.leaks().leaks(), screen);
    } else if (target.json()) {
      LeaksReport.write(answer, target.wallNanos(), screen.out());
    } else {
      LeaksReport.lines(answer, top, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    int own =
        target.end(findings, NextQuestions.afterLeaks(answer, target.manner()), format, screen);
    int code = answer.isEmpty() ? ExitCode.PARTIAL : own;
    return failIf.code(code, analysis, screen);
  }
}
