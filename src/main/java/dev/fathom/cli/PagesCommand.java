package dev.fathom.cli;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.PageTally;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.report.JsonPages;
import dev.fathom.report.PagesReport;
import dev.fathom.survey.family.Frames;
import dev.fathom.survey.family.PageTable;
import dev.fathom.survey.family.PageTallies;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom pages PID`.
@Command(
    name = "pages",
    description =
        "What the pages of a process are, by mapping: whose, where, shared with how many.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PagesCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(paramLabel = "PID", description = "The process to look at.")
  private int process;

  @Mixin private FreezeOption freeze = new FreezeOption();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many mappings to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  PagesCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws ProcessAccessException {
    long since = System.nanoTime();
    List<PageTally> tallies;
    boolean stoppedEarly;
    try (Target target = LiveProcess.openUnseen(process, freeze.how());
        Target.Hold hold = target.hold()) {
      PageTable table = PageTable.of(target);
      tallies = PageTallies.of(table, Frames.withFlags(List.of(table)));
      hold.verify();
      stoppedEarly = target.stoppedEarly();
    }
    if (!PageTally.showMerged(tallies)) {
      Map<Long, Long> merged = ProcessDirectory.of(process).merged();
      tallies =
          tallies.stream()
              .map(each -> each.withMerged(merged.getOrDefault(each.mapping().start(), 0L)))
              .toList();
    }
    if (json) {
      JsonPages.write(process, tallies, System.nanoTime() - since, screen.out());
    } else {
      PagesReport.lines(tallies, Math.max(0, top), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    if (stoppedEarly) {
      screen
          .err()
          .println(
              "fathom: the process was let go before all its pages were counted (--max-pause):"
                  + " figures may be torn");
    }
    return stoppedEarly ? ExitCode.PARTIAL : ExitCode.FINE;
  }
}
