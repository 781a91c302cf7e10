package dev.fathom.cli.command;

import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.ask.snapshot.SnapshotAnswer;
import dev.fathom.ask.snapshot.SnapshotQuestion;
import dev.fathom.cli.option.PauseOption;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.option.SubjectWord;
import dev.fathom.cli.option.SysrootOption;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.model.Findings;
import dev.fathom.report.SnapshotReport;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom snapshot PID -o FILE`.
@Command(
    name = "snapshot",
    description =
        "Writes all that is found in a process to a file, which every command then takes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class SnapshotCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "PID|FILE",
      converter = SubjectWord.class,
      description = "The process to look at, or a capture or core file of one.")
  private Subject subject;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description =
          "Output file (mode 0600); overwritten if it exists. - for standard" + " output.")
  private String file = "";

  @Option(
      names = "--values",
      description =
          "Write the text of strings (up to 200 characters), and whole command lines, too.")
  private boolean values;

  @Mixin private PauseOption pause = new PauseOption();

  @Mixin private SysrootOption sysroot = new SysrootOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification and the subject in
  SnapshotCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (json && file.equals(Output.STANDARD)) {
      throw new ParameterException(
          command.commandLine(), "--json and -o - would both write to standard output");
    }
    SnapshotQuestion question =
        new SnapshotQuestion(subject, new Manner(pause.how(), sysroot.directory()), values);
    question.check();
    try (Output output = Output.ofBytes(file, screen)) {
      return write(question, output);
    }
  }

  private int write(SnapshotQuestion question, Output output) throws IOException {
    long since = System.nanoTime();
    SnapshotAnswer answer = question.answer();
    answer.write(output.stream());
    long bytes = output.finish();
    Findings findings = answer.findings();
    if (json) {
      SnapshotReport.json(findings, Path.of(file), bytes, System.nanoTime() - since, screen.out());
    } else if (!output.waits()) {
      SnapshotReport.lines(findings, Path.of(file), bytes, screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterFile(file, SnapshotReport.compared(findings)));
    }
    return SubjectOptions.exitCode(findings);
  }
}
