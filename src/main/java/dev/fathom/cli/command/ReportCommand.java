package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.TypeOrder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom report PID`.
@Command(
    name = "report",
    description = "Where a process's memory went: verdict, balance sheet, objects by type.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReportCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

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
      description = "By what the types are sorted: ${COMPLETION-CANDIDATES} (default allocated).")
  private TypeOrder order = TypeOrder.ALLOCATED;

  ReportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(target.json());
    Analysis analysis =
        new LiveReport(screen, format, target.json(), top, order)
            .print(target.subject(), target.manner());
    boolean unnamed =
        analysis.verdict().stream().anyMatch(finding -> finding.kind() == FindingKind.UNNAMED);
    int code = unnamed ? ExitCode.PARTIAL : SubjectOptions.exitCode(analysis.findings());
    return failIf.code(code, analysis, screen);
  }
}
