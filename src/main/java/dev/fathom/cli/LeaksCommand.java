package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.Findings;
import dev.fathom.report.LeaksReport;
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

  @Mixin private LiveFindings target = new LiveFindings();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many kinds of leaks to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  LeaksCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Analysis analysis = target.look();
    Findings findings = analysis.findings();
    Leaks leaks = analysis.leaks();
    if (target.json()) {
      LeaksReport.write(findings, leaks, target.wallNanos(), screen.out());
    } else {
      LeaksReport.lines(findings, leaks, Math.max(0, top), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return Leaks.withheld(findings) || leaks.objects() == 0
        ? ExitCode.PARTIAL
        : LiveFindings.exitCode(findings);
  }
}
