package dev.fathom.cli.command;

import dev.fathom.ask.address.AddressAnswer;
import dev.fathom.ask.address.AddressQuestion;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.object.AddressJson;
import dev.fathom.report.object.AddressReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fathom address PID 0x…`.
@Command(
    name = "address",
    description =
        "What is at an address: page, mapping, chunk, block, object, field, owner; top to bottom.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class AddressCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private SubjectOptions target = new SubjectOptions();

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS",
      description = "0x…, or the decimal number that Python's id() gives.")
  private String wanted = "";

  AddressCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    AddressQuestion question = new AddressQuestion(wanted, true);
    question.address(); // before anything is held for it
    AddressAnswer answer = target.ask(question);
    if (target.json()) {
      AddressJson.write(
          answer.findings(), answer.place(), answer.frame(), target.wallNanos(), screen.out());
    } else {
      AddressReport.lines(answer.place(), answer.frame(), screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return target.end(
        answer.findings(), NextQuestions.afterAddress(answer, target.manner()), screen);
  }
}
