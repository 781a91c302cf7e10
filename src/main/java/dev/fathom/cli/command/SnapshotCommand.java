package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.ask.snapshot.SnapshotAnswer;
import dev.fathom.ask.snapshot.SnapshotQuestion;
import dev.fathom.cli.exchange.IntoOption;
import dev.fathom.cli.option.PauseOption;
import dev.fathom.cli.option.SubjectOptions;
import dev.fathom.cli.option.SubjectWord;
import dev.fathom.cli.option.SysrootOption;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.report.SnapshotReport;
import dev.fathom.report.next.NextQuestions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom snapshot PID -o FILE`, `fathom snapshot PID --into DATASET`.
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
      description =
          "Output file (mode 0600); overwritten if it exists. - for standard" + " output.")
  private String file = "";

  @Option(
      names = "--values",
      description =
          "Write the text of strings (up to 200 characters), and whole command lines, too.")
  private boolean values;

  @Mixin private IntoOption into = new IntoOption();

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
    if (file.isEmpty() && !into.isGiven()) {
      throw new ParameterException(
          command.commandLine(), "'fathom snapshot' needs --output FILE, or --into DATASET");
    }
    if (json && file.equals(Output.STANDARD)) {
      throw new ParameterException(
          command.commandLine(), "--json and -o - would both write to standard output");
    }
    SnapshotQuestion question =
        new SnapshotQuestion(subject, new Manner(pause.how(), sysroot.directory()), values);
    question.check();
    into.open();
    if (file.isEmpty()) {
      return write(question, null);
    }
    try (Output output = Output.ofBytes(file, screen)) {
      return write(question, output);
    }
  }

  private int write(SnapshotQuestion question, @Nullable Output output) throws IOException {
    long since = System.nanoTime();
    SnapshotAnswer answer = question.answer();
    Analysis analysis = answer.analysis();
    Optional<SnapshotReport.File> written = Optional.empty();
    if (output != null) {
      answer.write(output.stream(), analysis);
      written = Optional.of(new SnapshotReport.File(Path.of(file), output.finish()));
    }
    Optional<SnapshotReport.Addition> added =
        into.isGiven()
            ? Optional.of(
                new SnapshotReport.Addition(into.folder(), into.add(analysis, answer.taken())))
            : Optional.empty();
    SnapshotReport report = new SnapshotReport(answer.findings(), written, added);
    if (json) {
      report.json(System.nanoTime() - since, screen.out());
    } else if (output == null || !output.waits()) {
      report.lines(screen.width()).forEach(screen.out()::println);
      screen.print(
          output == null
              ? NextQuestions.afterDataset(into.folder().toString())
              : NextQuestions.afterFile(file, SnapshotReport.compared(answer.findings())));
    }
    return SubjectOptions.exitCode(answer.findings());
  }
}
