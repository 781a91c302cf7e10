package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.Fragmentation;
import dev.fathom.model.Findings;
import dev.fathom.report.FragmentationJson;
import dev.fathom.report.FragmentationReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom fragmentation PID`.
@Command(
    name = "fragmentation",
    description = "What of the allocators' memory is free, trapped or trimmable, with a map.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class FragmentationCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private LiveFindings target = new LiveFindings();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many arenas to list (default ${DEFAULT-VALUE}).",
      defaultValue = "10")
  private int top;

  FragmentationCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Analysis analysis = target.lookAtAllocators();
    Findings findings = analysis.findings();
    Fragmentation fragmentation = analysis.fragmentation();
    List<Advice> advice = analysis.advice();
    if (target.json()) {
      FragmentationJson.write(findings, fragmentation, advice, target.wallNanos(), screen.out());
    } else {
      FragmentationReport.lines(
              findings, fragmentation, advice, Math.max(0, top), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return target.end(findings, screen);
  }
}
