package dev.fathom.cli.command;

import dev.fathom.ask.numbers.NumbersAnswer;
import dev.fathom.ask.numbers.NumbersQuestion;
import dev.fathom.cli.option.FreezeOption;
import dev.fathom.cli.option.ProcessWord;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.processes.NumbersReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom numbers PID`.
@Command(
    name = "numbers",
    description =
        "What each number means that the kernel, ps and top tell of a process, and how it becomes"
            + " the balance.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class NumbersCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(
      paramLabel = "PID",
      converter = ProcessWord.class,
      description = "The process to look at.")
  private int process;

  @Mixin private FreezeOption freeze = new FreezeOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  NumbersCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    long since = System.nanoTime();
    NumbersAnswer answer = new NumbersQuestion(process, freeze.how()).answer();
    if (json) {
      NumbersReport.writeJson(answer, System.nanoTime() - since, screen.out());
    } else {
      NumbersReport.lines(answer, screen.style(), screen.width()).forEach(screen.out()::println);
      screen.print(NextQuestions.afterNumbers(process, freeze.how()));
    }
    return SubjectOptions.exitCode(answer.findings());
  }
}
