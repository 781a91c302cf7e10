package dev.fathom.cli.command;

import dev.fathom.ask.path.PathAnswer;
import dev.fathom.ask.path.PathQuestion;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SinceOptions;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.object.GraphReport;
import dev.fathom.report.object.PathsJson;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom path PID ADDRESS|TYPE`.
@Command(
    name = "path",
    description =
        "What holds an object, or the objects of a type: all ways to them, alike ones as one.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PathCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private SinceOptions since = new SinceOptions();

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS|PATH|TYPE",
      description =
          "0x… of an object, a path as owners prints it, or the name of a type: list,"
              + " package.module.Class, or Class alone.")
  private String wanted = "";

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many kinds of paths to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  PathCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    PathAnswer answer =
        target.ask(new PathQuestion(wanted, Math.max(1, top), since.of(target.manner())));
    if (target.json()) {
      PathsJson.write(answer.findings(), answer.paths(), target.wallNanos(), screen.out());
    } else {
      GraphReport.paths(answer.paths(), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return target.end(
        answer.findings(),
        NextQuestions.afterPath(answer.findings(), target.manner(), wanted),
        screen);
  }
}
