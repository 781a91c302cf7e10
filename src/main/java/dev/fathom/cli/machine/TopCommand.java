package dev.fathom.cli.machine;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.top.TopQuestion;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.host.Terminal;
import dev.fathom.model.family.Applications;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.processes.JsonTop;
import dev.fathom.report.processes.TopReport;
import dev.fathom.report.table.ApplicationsTable;
import dev.fathom.report.table.ProcessesTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom top`.
@Command(
    name = "top",
    description = "Which processes use the memory of this machine, honestly counted.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class TopCommand implements Callable<Integer> {
  /// Clears what is below the top left corner, and goes there.
  private static final String CLEAR = "\u001b[H\u001b[J";

  private static final double MILLIS_PER_SECOND = 1000;

  private final Screen screen;

  @Option(
      names = "-d",
      paramLabel = "SECONDS",
      description = "Refresh every SECONDS (default: run once).",
      defaultValue = "0")
  private double delay;

  @Option(
      names = "-n",
      paramLabel = "TIMES",
      description = "With -d: stop after N refreshes.",
      defaultValue = "2147483647")
  private int times;

  @Option(names = "--open", description = "List each application's processes, too.")
  private boolean open;

  @Option(
      names = "--tree",
      description =
          "List processes below their parents, those with the most below them first. What a program"
              + " reads (--json) has each process's parent anyway.")
  private boolean tree;

  @Option(
      names = "--containers",
      description =
          "Show which container or unit of systemd each is in, as the path of its control group"
              + " tells. A terminal of 120 columns has room for that.")
  private boolean containers;

  @Option(
      names = "--virt",
      description =
          "Show what top has, instead of USS, SWAP and Δ: RSS (its RES), SHR, VIRT and %%MEM. A"
              + " terminal of 120 columns has room for all.")
  private boolean sizes;

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description =
          "How many applications, or with --tree processes, to list (default ${DEFAULT-VALUE}).",
      defaultValue = "25")
  private int top;

  @Mixin private FormatOption format = new FormatOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  public TopCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws InterruptedException, QuestionException {
    format.check(json);
    if (delay < 0 || times < 1) {
      screen.err().println("fathom: -d and -n take no negative numbers");
      return ExitCode.USAGE;
    }
    if (tree && (open || format.isGiven())) {
      screen.err().println("fathom: --tree goes with neither --open nor --format");
      return ExitCode.USAGE;
    }
    boolean terminal = delay > 0 && Terminal.isOutput();
    int code = look(terminal);
    for (int look = 1; delay > 0 && look < times; look++) {
      Thread.sleep((long) (delay * MILLIS_PER_SECOND));
      code = look(terminal);
    }
    return code;
  }

  private TopReport.Layout layout() {
    TopReport.Form form =
        tree ? TopReport.Form.TREE : open ? TopReport.Form.OPEN : TopReport.Form.APPLICATIONS;
    return new TopReport.Layout(top, form, sizes, containers);
  }

  private int look(boolean terminal) {
    long since = System.nanoTime();
    Applications applications = new TopQuestion().answer();
    if (format.isGiven() && open) {
      format.print(
          ProcessesTable.SPEC,
          applications.all().stream().flatMap(each -> each.members().stream()).toList(),
          screen);
    } else if (format.isGiven()) {
      format.print(ApplicationsTable.SPEC, applications.all(), screen);
    } else if (json) {
      JsonTop.write(applications, System.nanoTime() - since, screen.out());
    } else {
      List<String> lines = TopReport.lines(applications, layout(), screen.style(), screen.width());
      screen.out().print(terminal ? CLEAR : "");
      lines.forEach(screen.out()::println);
      if (delay == 0) {
        screen.print(NextQuestions.afterTop(applications));
      }
    }
    screen.out().flush();
    return applications.refused() == 0 ? ExitCode.FINE : ExitCode.PARTIAL;
  }
}
