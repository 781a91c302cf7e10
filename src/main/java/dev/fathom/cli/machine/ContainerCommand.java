package dev.fathom.cli.machine;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.container.ContainerAnswer;
import dev.fathom.ask.container.ContainerQuestion;
import dev.fathom.cli.option.FreezeOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.container.ContainerReport;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom container PID|CGROUP|NAME`.
@Command(
    name = "container",
    description =
        "What a container (a control group) is charged for: a balance that adds up to"
            + " memory.current.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class ContainerCommand implements Callable<Integer> {
  private final Screen screen;

  @Parameters(
      paramLabel = "PID|CGROUP|NAME",
      description =
          "A process in it; its directory or path; a unit of systemd; how the id of a container"
              + " begins.")
  private String word = "";

  @Mixin private FreezeOption freeze = new FreezeOption();

  @Option(
      names = "--look",
      paramLabel = "N",
      description =
          "Tell the own accounts of the N largest processes, too: each is held for that (default"
              + " ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private int look;

  @Option(
      names = "--files",
      paramLabel = "DIRECTORY",
      description =
          "Look for all files below DIRECTORY in the page cache, besides those that are open or"
              + " mapped; may be given several times.")
  private List<Path> below = new ArrayList<>();

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many parts of an account to list (default ${DEFAULT-VALUE}).",
      defaultValue = "8")
  private int top;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  public ContainerCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (look < 0) {
      throw QuestionException.wrong("--look takes a number of processes, 0 or more");
    }
    long since = System.nanoTime();
    ContainerAnswer answer = new ContainerQuestion(word, below, look, freeze.how()).answer();
    if (json) {
      ContainerReport.writeJson(answer, System.nanoTime() - since, screen.out());
    } else {
      ContainerReport.lines(answer, top, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterContainer(answer, freeze.how()));
    }
    return answer.group().refused() == 0 ? ExitCode.FINE : ExitCode.PARTIAL;
  }
}
