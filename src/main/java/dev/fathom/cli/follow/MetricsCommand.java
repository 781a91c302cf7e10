package dev.fathom.cli.follow;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.cli.option.PauseOption;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.host.OutputException;
import dev.fathom.host.Signals;
import dev.fathom.model.watch.TargetReading;
import dev.fathom.report.metrics.MetricsFormat;
import dev.fathom.report.metrics.MetricsText;
import dev.fathom.serve.MetricsServer;
import dev.fathom.survey.watch.FollowedProcesses;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom metrics`.
@Command(
    name = "metrics",
    description =
        "Memory of processes as metrics for Prometheus (OpenMetrics): on a port, or in a text file.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class MetricsCommand implements Callable<Integer> {
  private static final long LONGEST_SECONDS = 1_000_000;
  private static final int LONGEST_MESSAGE = 5000;

  private final Screen screen;

  @Parameters(
      paramLabel = "PID|NAME|CGROUP",
      arity = "1..*",
      description =
          "What to follow: a process, all processes that are called so, or those of a control group"
              + " (its path, a unit of systemd, how the id of a container begins).")
  private List<String> words = List.of();

  @Mixin private ListenOption listen = new ListenOption();

  @Option(
      names = "--textfile",
      paramLabel = "FILE",
      description =
          "Write a file again and again, for node_exporter's textfile collector; everybody may read"
              + " it.")
  private @Nullable String file;

  @Option(
      names = "--once",
      description = "Write it once, to --textfile or else to standard output, and end.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "With --textfile: seconds from file to file (default ${DEFAULT-VALUE}).",
      defaultValue = "15")
  private long seconds;

  @Option(
      names = "--look-every",
      paramLabel = "SECONDS",
      description =
          "Look at all objects, too, so many seconds apart: each target's largest process is held"
              + " for that (default ${DEFAULT-VALUE}: never).",
      defaultValue = "0")
  private long lookSeconds;

  @Mixin private PauseOption pause = new PauseOption();

  /// Why the file could not be written the last time.
  private String unwritten = "";

  public MetricsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    if (file != null) {
      Output.ofText(file, screen).close(); // says now if none can be written
    }
    MetricsText text = new MetricsText();
    FollowedMetrics metrics = new FollowedMetrics(new FollowedProcesses(words), text);
    checkPresent(metrics.readings());
    MetricsLooks looks = new MetricsLooks(metrics, text, pause.how(), this::complain);
    if (once) {
      boolean looked = lookSeconds == 0 || looks.look();
      write(metrics);
      return looked ? ExitCode.FINE : ExitCode.PARTIAL;
    }
    if (file != null) {
      return follow(metrics, looks);
    }
    MetricsServer server = serve(metrics);
    try (server) {
      return follow(metrics, looks);
    }
  }

  private void check() throws QuestionException {
    listen.check();
    if (words.stream().anyMatch(String::isBlank)) {
      throw QuestionException.wrong("'' is not a PID, name or control group");
    }
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw QuestionException.wrong("--interval takes seconds, 1 or more");
    }
    if (lookSeconds < 0 || lookSeconds > LONGEST_SECONDS) {
      throw QuestionException.wrong("--look-every takes seconds, or 0 for never");
    }
    if (Output.STANDARD.equals(file) && !once) {
      throw QuestionException.wrong("--textfile takes a file; with --once, - is standard output");
    }
    if (listen.isGiven() && (file != null || once)) {
      throw QuestionException.wrong("--port goes with neither --textfile nor --once");
    }
    if (!listen.isGiven() && file == null && !once) {
      throw QuestionException.wrong(
          "say where to: --port N, --textfile FILE, or --once for standard output");
    }
  }

  /// A number that nobody has, or a name that nothing has when it is told once, is an error; a
  /// service may begin later.
  private void checkPresent(List<TargetReading> targets) throws QuestionException {
    for (TargetReading target : targets) {
      if (!target.processes().isEmpty()) {
        continue;
      }
      if (Subject.isProcess(target.target())) {
        throw QuestionException.absent(
            "no process " + target.target() + " with memory here; `ps -e` lists those that exist");
      }
      String none = "no process and no control group is called '" + target.target() + "'";
      if (once) {
        throw QuestionException.absent(none);
      }
      complain(none + " yet; it is looked for again and again");
    }
  }

  private MetricsServer serve(FollowedMetrics metrics) throws IOException {
    MetricsServer server =
        listen.bound((address, port) ->
            MetricsServer.start(address, port, metrics::write, this::complainOf));
    listen.warn("who reaches it can read all that is told", screen);
    screen
        .out()
        .println("Metrics of " + Escape.terminal(String.join(", ", words)) + "; Ctrl-C ends it.");
    screen.out().println(server.url());
    screen.out().flush();
    return server;
  }

  private int follow(FollowedMetrics metrics, MetricsLooks looks)
      throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Signals signals = Signals.hear(signal -> ended.countDown());
    Optional<Thread> looking =
        lookSeconds == 0
            ? Optional.empty()
            : Optional.of(
                Thread.ofPlatform()
                    .name("looks")
                    .start(() -> looks.lookUntil(ended, TimeUnit.SECONDS.toMillis(lookSeconds))));
    try (signals) {
      do {
        if (file != null) {
          writeAgain(metrics);
        }
        if (metrics.isOver()) {
          complain("all processes that were named have ended");
          return ExitCode.FINE;
        }
      } while (!ended.await(file == null ? 1 : seconds, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt(); // and ends as by a signal
    } finally {
      ended.countDown();
      if (looking.isPresent()) {
        looking.get().join(); // until nobody is held any more
      }
    }
    return ExitCode.FINE;
  }

  /// A disk that is full for a while ends nothing.
  private void writeAgain(FollowedMetrics metrics) throws IOException {
    try {
      write(metrics);
      unwritten = "";
    } catch (OutputException failed) {
      String why = String.valueOf(failed.getMessage());
      if (!why.equals(unwritten)) {
        complain(why + "; it is tried again");
      }
      unwritten = why;
    }
  }

  private void write(FollowedMetrics metrics) throws IOException {
    try (Output output = Output.ofText(file == null ? Output.STANDARD : file, screen)) {
      output.stream().write(metrics.write(MetricsFormat.TEXT));
      output.stream().flush();
      output.finishForAll();
    }
  }

  private void complain(String line) {
    screen.err().println("fathom: " + Escape.terminal(line, LONGEST_MESSAGE));
  }

  private void complainOf(Throwable bug) {
    screen.err().println("fathom: internal error: " + bug);
    bug.printStackTrace(screen.err());
  }
}
