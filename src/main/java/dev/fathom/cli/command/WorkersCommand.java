package dev.fathom.cli.command;

import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.workers.WorkersAnswer;
import dev.fathom.ask.workers.WorkersQuestion;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.FreezeOption;
import dev.fathom.cli.option.ProcessWord;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.Family;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.processes.JsonWorkers;
import dev.fathom.report.processes.WorkersReport;
import dev.fathom.report.table.ComparedWorker;
import dev.fathom.report.table.WorkersTable;
import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom workers PID…`.
@Command(
    name = "workers",
    description = "What one more worker costs, who shares what, and what broke the sharing.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class WorkersCommand implements Callable<Integer> {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1000;

  private final Screen screen;

  @Parameters(
      paramLabel = "PID",
      arity = "1..*",
      converter = ProcessWord.class,
      description = "A parent (its descendants are its workers), or several processes.")
  private List<Integer> processes = new ArrayList<>();

  @Mixin private FreezeOption freeze = new FreezeOption();

  @Option(names = "--no-causes", description = "Do not ask what broke the sharing: faster.")
  private boolean noCauses;

  @Option(
      names = "--duplicates",
      description = "Look for equal pages, strings and code that are not shared; reads all memory.")
  private boolean duplicates;

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      description = "Refresh every SECONDS and print a line each time (default: run once).",
      defaultValue = "0")
  private double watch;

  @Option(
      names = "-n",
      paramLabel = "TIMES",
      description = "With --watch: stop after N refreshes.",
      defaultValue = "2147483647")
  private int times;

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many types to list (default ${DEFAULT-VALUE}).",
      defaultValue = "8")
  private int top;

  @Mixin private FormatOption format = new FormatOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  WorkersCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws ProcessAccessException, QuestionException, InterruptedException {
    if (watch < 0 || times < 1) {
      screen.err().println("fathom: --watch and -n take no negative numbers");
      return ExitCode.USAGE;
    }
    format.check(json);
    if (watch > 0 && format.isGiven()) {
      throw QuestionException.wrong("--watch prints a line each time; leave out --format");
    }
    return watch > 0 ? watch() : look();
  }

  private int look() throws ProcessAccessException {
    long since = System.nanoTime();
    WorkersAnswer answer =
        new WorkersQuestion(processes, freeze.how(), !noCauses, duplicates).answer();
    Family family = answer.family();
    List<ObjectPath> owners = answer.owners();
    if (format.isGiven()) {
      format.print(WorkersTable.SPEC, ComparedWorker.of(family), screen);
    } else if (json) {
      JsonWorkers.write(family, owners, System.nanoTime() - since, screen.out());
    } else {
      WorkersReport.lines(family, owners, top, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterWorkers(family, duplicates, freeze.how()));
    }
    return family.partial() ? ExitCode.PARTIAL : ExitCode.FINE;
  }

  private int watch() throws ProcessAccessException, InterruptedException {
    long since = System.nanoTime();
    int code = ExitCode.FINE;
    if (!json) {
      screen.out().println(WorkersReport.watchHead());
    }
    for (int look = 0; look < times; look++) {
      if (look > 0) {
        Thread.sleep((long) (watch * MILLIS_PER_SECOND));
      }
      long begun = System.nanoTime();
      Family family;
      try {
        family = new WorkersQuestion(processes, freeze.how(), false, false).look();
      } catch (ProcessAccessException gone) {
        if (look == 0) {
          throw gone;
        }
        // What was seen of them stands; there is nothing more to see.
        screen.err().println("fathom: " + Escape.terminal(String.valueOf(gone.getMessage())));
        return ExitCode.PARTIAL;
      }
      if (json) {
        JsonWorkers.write(family, List.of(), System.nanoTime() - begun, screen.out());
      } else {
        screen.out().println(WorkersReport.watchLine(family, (begun - since) / NANOS_PER_SECOND));
      }
      screen.out().flush();
      code = family.partial() ? ExitCode.PARTIAL : ExitCode.FINE;
    }
    return code;
  }
}
