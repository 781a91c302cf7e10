package dev.fathom.cli;

import dev.fathom.os.Freeze;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.report.TypeOrder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom report PID`.
@Command(
    name = "report",
    description = "Where a process's memory went: verdict, balance sheet, objects by type.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReportCommand implements Callable<Integer> {
  private static final String FREEZES = "${COMPLETION-CANDIDATES}";

  private final Screen screen;

  @Parameters(paramLabel = "PID", description = "The process to look at.")
  private int process;

  @Option(
      names = "--freeze",
      paramLabel = "HOW",
      description = "How to hold it still while it is read: " + FREEZES + " (default ptrace).")
  private Freeze freeze = Freeze.PTRACE;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many types to list (default ${DEFAULT-VALUE}).",
      defaultValue = "12")
  private int top;

  @Option(
      names = "--sort",
      paramLabel = "COLUMN",
      description = "By what the types are sorted: ${COMPLETION-CANDIDATES} (default allocated).")
  private TypeOrder order = TypeOrder.ALLOCATED;

  @Option(names = "--debug", description = "Show the stack trace of a failure.")
  private boolean debug;

  ReportCommand(Screen screen) {
    this.screen = screen;
  }

  boolean debug() {
    return debug;
  }

  @Override
  public Integer call() throws ProcessAccessException {
    if (top < 0) {
      screen.err().println("fathom: --top takes a number of types, 0 or more");
      return ExitCode.USAGE;
    }
    return new LiveReport(screen, json, top, order).print(process, freeze);
  }
}
