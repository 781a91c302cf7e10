package dev.fathom.cli.command;

import dev.fathom.ask.verify.VerifyAnswer;
import dev.fathom.ask.verify.VerifyQuestion;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.VerifyReport;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.table.ChecksTable;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fathom verify PID`.
@Command(
    name = "verify",
    description =
        "Whether the figures of a look agree with the kernel's, the allocators' and each other.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class VerifyCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Mixin private FormatOption format = new FormatOption();

  VerifyCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    format.check(target.json());
    long since = System.nanoTime();
    VerifyAnswer answer = new VerifyQuestion(target.subject(), target.manner()).answer();
    if (format.isGiven()) {
      format.print(ChecksTable.SPEC, answer.checks(), screen);
    } else if (target.json()) {
      VerifyReport.write(answer, System.nanoTime() - since, screen.out());
    } else {
      VerifyReport.lines(answer, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    int code =
        target.end(
            answer.findings(),
            NextQuestions.afterVerify(answer.findings(), target.manner()),
            format,
            screen);
    return answer.disagreeing() > 0 ? ExitCode.DISAGREES : code;
  }
}
