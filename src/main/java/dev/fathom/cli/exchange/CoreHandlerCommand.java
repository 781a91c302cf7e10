package dev.fathom.cli.exchange;

import dev.fathom.ask.snapshot.DyingQuestion;
import dev.fathom.ask.snapshot.SnapshotAnswer;
import dev.fathom.ask.snapshot.SnapshotFolder;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.host.KernelLog;
import dev.fathom.report.SnapshotReport;
import dev.fathom.survey.look.NamedProcesses;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fathom core-handler --into DIR PID`, which the kernel starts.
@Command(
    name = "core-handler",
    description =
        "Writes a snapshot of a process as it dies, instead of a core: for kernel.core_pattern.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class CoreHandlerCommand implements Callable<Integer> {
  private static final int KEPT = 5;
  private static final int SECONDS = 60;
  private static final int LONGEST_MESSAGE = 5000;

  private final Screen screen;

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "PID",
      description = "The process that dies: %%P in core_pattern. Its core is on standard input.")
  private int process;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      required = true,
      description = "Where core-PROGRAM-PID-SECONDS.fathom is written (mode 0600).")
  private Path directory = Path.of("");

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "How many of them stay there, the latest (default: " + KEPT + ").")
  private int kept = KEPT;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Processes of this name alone, as in fathom NAME; may be repeated.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--at-most",
      paramLabel = "SECONDS",
      description = "Give up after so long (default: " + SECONDS + ").")
  private int seconds = SECONDS;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public CoreHandlerCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (kept < 1 || seconds < 1) {
      throw new ParameterException(
          command.commandLine(), "--keep and --at-most take a number of at least 1");
    }
    if (!names.isEmpty()
        && names.stream().noneMatch(name -> NamedProcesses.isCalled(process, name))) {
      return ExitCode.FINE; // its core is not read, and the kernel lets it end
    }
    Thread timer = Thread.ofPlatform().daemon().name("at-most").start(this::giveUp);
    try {
      screen.out().println(write());
      return ExitCode.FINE;
    } catch (IOException | RuntimeException | OutOfMemoryError failed) {
      // Whom the kernel started has no standard error.
      KernelLog.say(told("no snapshot of process " + process + ": " + failed.getMessage()));
      throw failed;
    } finally {
      timer.interrupt();
    }
  }

  private String write() throws IOException {
    long since = System.nanoTime();
    SnapshotFolder folder = new SnapshotFolder(directory, kept);
    folder.check();
    SnapshotAnswer answer = new DyingQuestion(process, System.in).answer();
    SnapshotFolder.Written written = folder.write(answer);
    String line =
        SnapshotReport.died(
            answer.findings(), written.file(), written.bytes(), System.nanoTime() - since);
    KernelLog.say(line);
    return line;
  }

  private static String told(String message) {
    return Escape.terminal(message, LONGEST_MESSAGE);
  }

  /// The end of Fathom is the end of the process, too: nobody reads its core any more.
  private void giveUp() {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException inTime) {
      return;
    }
    String line =
        "no snapshot of process " + process + ": it was not written within " + seconds + " s";
    KernelLog.say(line);
    screen.err().println("fathom: " + line);
    screen.err().flush();
    System.exit(ExitCode.FAILED);
  }
}
