package dev.fathom.cli.command;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.pages.PagesAnswer;
import dev.fathom.ask.pages.PagesQuestion;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.FreezeOption;
import dev.fathom.cli.option.ProcessWord;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.processes.JsonPages;
import dev.fathom.report.processes.PagesReport;
import dev.fathom.report.table.MappingsTable;
import java.io.IOException;
import java.util.List;
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

  @Parameters(
      paramLabel = "PID",
      converter = ProcessWord.class,
      description = "The process to look at.")
  private int process;

  @Mixin private FreezeOption freeze = new FreezeOption();

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many mappings to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  @Option(
      names = "--layout",
      description = "Draw them in the order of their addresses: what lies where, and is here.")
  private boolean layout;

  @Mixin private FormatOption format = new FormatOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  PagesCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, QuestionException {
    format.check(json);
    if (layout && format.isGiven()) {
      throw QuestionException.wrong("--layout and --format are two forms; leave one out");
    }
    long since = System.nanoTime();
    PagesAnswer answer = new PagesQuestion(process, freeze.how(), top).answer();
    if (format.isGiven()) {
      format.print(MappingsTable.SPEC, answer.tallies(), screen);
    } else if (json) {
      JsonPages.write(process, answer, System.nanoTime() - since, screen.out());
    } else {
      List<String> lines =
          layout
              ? PagesReport.layout(answer, screen.style(), screen.width())
              : PagesReport.lines(answer, top, screen.style(), screen.width());
      lines.forEach(screen.out()::println);
      screen.print(NextQuestions.afterPages(process, freeze.how()));
    }
    if (answer.stoppedEarly()) {
      screen
          .err()
          .println(
              "fathom: the process was released before all its pages were counted (--max-pause):"
                  + " figures may be torn");
    }
    return answer.stoppedEarly() ? ExitCode.PARTIAL : ExitCode.FINE;
  }
}
