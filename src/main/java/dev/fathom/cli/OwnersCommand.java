package dev.fathom.cli;

import dev.fathom.findings.Findings;
import dev.fathom.graph.ObjectGraph;
import dev.fathom.graph.Owners;
import dev.fathom.report.GraphReport;
import dev.fathom.report.JsonReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom owners PID`.
@Command(
    name = "owners",
    description = "Who holds the memory: the objects that keep the most alive, by name.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class OwnersCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private LiveFindings target = new LiveFindings();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  OwnersCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Findings findings = target.look();
    Owners owners = Owners.of(findings);
    List<Owners.Owner> largest = owners.largest(Math.max(0, top));
    if (target.json()) {
      JsonReport.writeOwners(findings, largest, target.wallNanos(), screen.out());
    } else {
      GraphReport.owners(
              largest, owners.retained().bytes(ObjectGraph.OUTSIDE), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return LiveFindings.exitCode(findings);
  }
}
