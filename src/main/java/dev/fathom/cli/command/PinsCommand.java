package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.pins.PinsAnswer;
import dev.fathom.ask.pins.PinsQuestion;
import dev.fathom.cli.option.FailIfOption;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.fragmentation.PinsJson;
import dev.fathom.report.fragmentation.PinsReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.table.Pin;
import dev.fathom.report.table.PinsTable;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom pins PID`.
@Command(
    name = "pins",
    description = "Which few live pieces keep free memory from going back to the kernel.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PinsCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private FormatOption format = new FormatOption();

  @Mixin private FailIfOption failIf = new FailIfOption();

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description = "How many pins of each heap to list (default ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int top;

  PinsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(target.json());
    Analysis analysis = target.look(Depth.ALL);
    PinsAnswer answer = new PinsQuestion().answer(analysis);
    if (format.isGiven()) {
      format.print(PinsTable.SPEC, Pin.of(answer.pins(), answer.occupants()).toList(), screen);
    } else if (target.json()) {
      PinsJson.write(
          answer.findings(),
          answer.pins(),
          answer.occupants(),
          answer.advice(),
          answer.conclusions(),
          target.wallNanos(),
          screen.out());
    } else {
      PinsReport.lines(
              answer.findings(),
              answer.pins(),
              answer.occupants(),
              answer.advice(),
              top,
              screen.style(),
              screen.width())
          .forEach(screen.out()::println);
    }
    return failIf.code(
        target.end(
            answer.findings(), NextQuestions.afterPins(answer, target.manner()), format, screen),
        analysis,
        answer.conclusions(),
        screen);
  }
}
