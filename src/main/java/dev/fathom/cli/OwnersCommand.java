package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Sharing;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.report.Escape;
import dev.fathom.report.GraphReport;
import dev.fathom.report.JsonReport;
import dev.fathom.report.Withheld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
  private static final int DEEPEST = 16;

  private final Screen screen;

  @Mixin private LiveFindings target = new LiveFindings();

  @Mixin private SinceOptions since = new SinceOptions();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  @Option(
      names = "--of",
      paramLabel = "PATH|ADDRESS",
      description = "List what this one keeps: itself, and those that it dominates.",
      defaultValue = "")
  private String of = "";

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "With --of: how many levels to go down (default ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int depth;

  OwnersCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    since.check(target);
    if (since.isGiven() && !of.isEmpty()) {
      screen.err().println("fathom: --of lists what one keeps, whenever it came; leave one out");
      return ExitCode.USAGE;
    }
    Analysis analysis = target.lookAtShares();
    Findings findings = analysis.findings();
    Owners owners = analysis.owners();
    int object = of.isEmpty() ? Owners.ALL : find(findings, owners);
    if (!of.isEmpty() && object < 0) {
      screen.err().println("fathom: no object at or called " + Escape.terminal(of) + " there");
      return ExitCode.FAILED;
    }
    List<Owners.Owner> largest = of.isEmpty() ? largest(findings, owners) : below(owners, object);
    if (target.json()) {
      JsonReport.writeOwners(findings, largest, target.wallNanos(), screen.out());
    } else if (findings.ownersHidden()) {
      Withheld.ownerLines(findings, screen.width()).forEach(screen.out()::println);
    } else {
      GraphReport.owners(
              largest, owners.bytes(), Sharing.isExact(findings), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    int code = target.end(findings, screen);
    return findings.ownersHidden() ? ExitCode.PARTIAL : code;
  }

  private List<Owners.Owner> largest(Findings findings, Owners owners) throws IOException {
    return since.isGiven()
        ? owners.largest(Math.max(0, top), since.wanted(findings, target))
        : owners.largest(Math.max(0, top));
  }

  private int find(Findings findings, Owners owners) {
    OptionalLong address = AddressOption.parse(of);
    if (address.isEmpty()) {
      return owners.named(of);
    }
    return findings.objects().beginningAt(address.getAsLong()).orElse(Owners.ALL);
  }

  /// An object and the levels below it, in dominator order.
  private List<Owners.Owner> below(Owners owners, int object) {
    List<Owners.Owner> lines = new ArrayList<>();
    addBelow(owners, object, depth, lines);
    return lines;
  }

  private void addBelow(Owners owners, int object, int levels, List<Owners.Owner> lines) {
    lines.add(owners.ofObject(object));
    if (levels > 0) {
      for (int child : owners.children(object, Math.max(0, top))) {
        addBelow(owners, child, Math.min(levels, DEEPEST) - 1, lines);
      }
    }
  }
}
