package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.Pins;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.Findings;
import dev.fathom.report.PinsJson;
import dev.fathom.report.PinsReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom pins PID`.
@Command(
    name = "pins",
    description = "Which few live pieces keep free memory from going back to the kernel.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PinsCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private LiveFindings target = new LiveFindings();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many pins of each heap to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  PinsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Analysis analysis = target.look();
    Findings findings = analysis.findings();
    Pins pins = analysis.pins();
    List<Advice> advice = analysis.advice();
    Occupants occupants = analysis.occupants();
    if (target.json()) {
      PinsJson.write(findings, pins, occupants, advice, target.wallNanos(), screen.out());
    } else {
      PinsReport.lines(
              findings, pins, occupants, advice, Math.max(0, top), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return target.end(findings, screen);
  }
}
