package dev.fathom.cli.lab;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.lab.interpreter.Comparison;
import dev.fathom.lab.interpreter.ComparisonReport;
import dev.fathom.report.next.NextQuestions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fathom lab allocators`.
@Command(
    name = "allocators",
    description =
        "The same programs in models of CPython, MicroPython and Perl: who uses how much, what"
            + " fragments, what a fork shares.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class LabAllocators implements Callable<Integer> {
  private final Screen screen;

  @Option(
      names = "--items",
      paramLabel = "N",
      description = "How many numbers, texts, items (default ${DEFAULT-VALUE}, as in the talk).",
      defaultValue = "200000")
  private int items;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  LabAllocators(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    long since = System.nanoTime();
    if (items < 1 || items > Comparison.MOST_ITEMS) {
      screen.err().println("fathom: --items is from 1 to " + Comparison.MOST_ITEMS);
      return ExitCode.USAGE;
    }
    List<Comparison.Row> rows = Comparison.of(items);
    if (json) {
      ComparisonReport.writeJson(rows, items, System.nanoTime() - since, screen.out());
    } else {
      ComparisonReport.lines(rows, items, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterLab());
    }
    return ExitCode.FINE;
  }
}
