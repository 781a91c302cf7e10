package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Again;
import dev.fathom.ask.explain.ExplainAnswer;
import dev.fathom.ask.explain.ExplainQuestion;
import dev.fathom.ask.returned.ReturnedAnswer;
import dev.fathom.ask.returned.ReturnedQuestion;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.object.ExplainJson;
import dev.fathom.report.object.ExplainReport;
import dev.fathom.report.object.PartValues;
import dev.fathom.report.object.ReturnedReport;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom explain PID ADDRESS|TYPE`.
@Command(
    name = "explain",
    description =
        "The layout of one object, or of a typical one of a type: fields, sizes, rounding,"
            + " buffers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ExplainCommand implements Callable<Integer> {
  private static final int MOST_LEVELS = 10;

  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS|PATH|TYPE",
      description =
          "0x… of an object (or its id()), a path as owners prints it, or the name of a type: int,"
              + " app.Node.")
  private String wanted = "";

  @Option(
      names = "--values",
      description =
          "Show what the fields hold, the text of strings included. Holds the process once more.")
  private boolean values;

  @Option(
      names = "--levels",
      paramLabel = "N",
      description =
          "Where the language's own tool goes on to what a value leads to: how many levels, and how"
              + " many elements of each array and hash (default ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int levels;

  ExplainCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    ExplainQuestion question =
        new ExplainQuestion(
            wanted,
            Optional.of(new Again(target.subject(), target.manner())),
            values,
            Math.clamp(levels, 1, MOST_LEVELS));
    Analysis analysis = target.look(question.depth());
    ExplainAnswer answer = question.answer(analysis);
    // Of a type there is no one object that could go, but one that stands for the others.
    Optional<ReturnedAnswer> ifDropped =
        answer.typical() ? Optional.empty() : ReturnedQuestion.beside(analysis, wanted);
    if (target.json()) {
      ExplainJson.write(
          answer.findings(),
          answer.explanation(),
          answer.details(),
          answer.reach(),
          ifDropped,
          target.wallNanos(),
          screen.out());
    } else {
      ExplainReport.lines(
              answer.explanation(),
              answer.typical(),
              answer.details(),
              answer.reach(),
              PartValues.of(answer.held().offset(), answer.held().bytes()),
              screen.style(),
              screen.width())
          .forEach(screen.out()::println);
      ifDropped.stream()
          .flatMap(each -> ReturnedReport.sentence(each, screen.style(), screen.width()).stream())
          .forEach(screen.out()::println);
    }
    return target.end(
        answer.findings(),
        NextQuestions.afterExplain(answer.findings(), target.manner(), wanted),
        screen);
  }
}
