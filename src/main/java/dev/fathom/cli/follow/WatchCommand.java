package dev.fathom.cli.follow;

import dev.fathom.ask.Looks;
import dev.fathom.ask.Subject;
import dev.fathom.ask.snapshot.SnapshotAnswer;
import dev.fathom.cli.option.PauseOption;
import dev.fathom.cli.option.RowCount;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Output;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.host.ChildCommand;
import dev.fathom.host.CommandNotRunException;
import dev.fathom.host.Signals;
import dev.fathom.model.Findings;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.Curve;
import dev.fathom.model.watch.LoadStep;
import dev.fathom.model.watch.Sample;
import dev.fathom.model.watch.SnapshotPlan;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.report.watch.StepsReport;
import dev.fathom.report.watch.WatchCsv;
import dev.fathom.report.watch.WatchJson;
import dev.fathom.report.watch.WatchReport;
import dev.fathom.report.watch.WatchedProcess;
import dev.fathom.report.watch.WhereReport;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.watch.LimitedProcesses;
import dev.fathom.survey.watch.Sampler;
import dev.fathom.survey.watch.WaitMeter;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom watch PID` and `fathom watch -- COMMAND`.
@Command(
    name = "watch",
    description = {
      "How much memory a process uses over time: samples, peak, and a curve.",
      "A command is run, has the terminal to itself, and gives its exit status.",
      "Examples: fathom watch 4242   ·   fathom watch --csv use.csv -- python3 app.py --port 80"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class WatchCommand implements Callable<Integer> {
  /// Names the paths of files.
  private static final int LONGEST_MESSAGE = 5000;

  private static final double LONGEST_SECONDS = 1e6;

  private final Screen screen;

  @Parameters(
      paramLabel = "PID|COMMAND",
      arity = "1..*",
      description =
          "The process to watch; or, behind --, a command to run and its arguments. With"
              + " --last-words also a control group: its directory, path or name.")
  private List<String> words = List.of();

  @Option(
      names = "--interval",
      paramLabel = "MS",
      description = "Milliseconds between two samples (default ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int intervalMillis;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "Write each sample to a CSV file, overwritten if it exists; - for standard output:"
              + " what a command prints then goes to standard error.")
  private @Nullable String csvFile;

  @Option(
      names = "--json",
      description =
          "Print JSON, an object a line; what a command prints then goes to standard error.")
  private boolean json;

  @Option(
      names = "--snapshot-at",
      paramLabel = "WHEN",
      description =
          "Take a snapshot when so much is resident (500MB), each time it has grown (+20%%), or"
              + " near the peak (peak). May be given more than once.")
  private List<String> wishes = List.of();

  @Option(
      names = "--snapshot-to",
      paramLabel = "NAME",
      description = "Snapshots are called NAME-PID-1.fathom and so on (default ${DEFAULT-VALUE}).",
      defaultValue = "watch")
  private String snapshotName = "watch";

  @Option(
      names = "--objects",
      description =
          "Look at all objects of the process every few seconds, and tell what grew since the look"
              + " before, by owner and type.")
  private boolean objects;

  @Option(
      names = "--last-words",
      paramLabel = "DIR",
      description =
          "With a PID or a control group: take a snapshot into DIR now, and each time that what is"
              + " used comes nearer to the limit of its memory; the last three stay. Tell at the end"
              + " which there are, and what grew between the last two.")
  private @Nullable Path lastWords;

  @Option(
      names = "--step",
      description =
          "With a PID: each line of standard input names a step of load that is reached; tell what"
              + " each step added.")
  private boolean stepped;

  @Option(
      names = "--where",
      description =
          "Tell at which line of its program, and in which function, the process grew. Its stacks"
              + " are read while it runs.")
  private boolean where;

  @Option(
      names = "--look-every",
      paramLabel = "SECONDS",
      description = "With --objects: seconds between two looks (default ${DEFAULT-VALUE}).",
      defaultValue = "5")
  private double lookSeconds;

  @Option(
      names = "--looks",
      paramLabel = "N",
      description = "With --objects: end after so many looks.",
      defaultValue = "2147483647",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private int looks;

  @Option(
      names = "--top",
      converter = RowCount.class,
      paramLabel = "N",
      description =
          "With --objects, --last-words and --where: how many owners and types, or lines and"
              + " functions, are listed (default ${DEFAULT-VALUE}).",
      defaultValue = "5")
  private int top;

  @Mixin private PauseOption pause = new PauseOption();

  private final List<String> snapshots = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  public WatchCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SnapshotPlan plan;
    try {
      plan = SnapshotPlan.of(wishes);
    } catch (IllegalArgumentException wrong) {
      return usage(String.valueOf(wrong.getMessage()));
    }
    if (intervalMillis < 1) {
      return usage("--interval takes a number of milliseconds, 1 or more");
    }
    if (json && isCsvPrinted()) {
      return usage("--json and --csv - would both write to standard output");
    }
    if (!wishes.isEmpty()) {
      Output.ofBytes(snapshotFile(0, "1"), screen).close(); // says now if none can be written
    }
    if (lastWords != null) {
      return watchForLastWords(lastWords);
    }
    if (objects) {
      return watchObjects();
    }
    try (@Nullable Output output = csvFile == null ? null : Output.ofText(csvFile, screen)) {
      WatchCsv csv = output == null ? null : begun(output);
      boolean process = words.size() == 1 && Subject.isProcess(words.getFirst());
      if (words.size() == 1 && Looks.isMemoryFile(words.getFirst())) {
        return usage(
            words.getFirst()
                + " is a snapshot or a core; watch needs a running process or a command");
      }
      if (stepped && !process) {
        return usage(
            "--step takes the number of one running process: a command has the input itself");
      }
      return process
          ? watchProcess(Integer.parseInt(words.getFirst()), plan, csv)
          : watchCommand(plan, csv);
    }
  }

  private int watchObjects() throws IOException, InterruptedException {
    if (csvFile != null || !wishes.isEmpty() || where || stepped) {
      return usage("--objects goes with none of --csv, --snapshot-at, --step and --where");
    }
    if (words.size() != 1 || !Subject.isProcess(words.getFirst())) {
      return usage("--objects takes the number of one running process");
    }
    if (!(lookSeconds > 0 && lookSeconds <= LONGEST_SECONDS) || looks < 1) {
      return usage("--look-every and --looks take a number, more than 0");
    }
    return new ObjectWatch(screen, json, top)
        .watch(
            Integer.parseInt(words.getFirst()),
            pause.how(),
            Math.max(1, Math.round(lookSeconds * 1000)),
            looks);
  }

  private int watchForLastWords(Path directory) throws IOException, InterruptedException {
    if (csvFile != null || !wishes.isEmpty() || where || stepped || objects) {
      return usage(
          "--last-words goes with none of --csv, --objects, --snapshot-at, --step and --where");
    }
    String word = words.getFirst();
    if (words.size() != 1 || Looks.isMemoryFile(word)) {
      return usage("--last-words takes one running process, or a control group");
    }
    LimitedProcesses watched =
        Subject.isProcess(word)
            ? LimitedProcesses.of(Integer.parseInt(word))
            : LimitedProcesses.of(word);
    return new LastWordsWatch(watched, directory, screen, json, top, pause.how())
        .watch(intervalMillis);
  }

  private int usage(String message) {
    screen.err().println("fathom: " + Escape.terminal(message));
    return ExitCode.USAGE;
  }

  private boolean isCsvPrinted() {
    return Output.STANDARD.equals(csvFile);
  }

  /// The file has its name from the beginning: whoever likes sees it grow.
  private static WatchCsv begun(Output output) throws IOException {
    WatchCsv csv = new WatchCsv(new OutputStreamWriter(output.stream(), StandardCharsets.UTF_8));
    output.finish();
    return csv;
  }

  private String snapshotFile(int process, String number) {
    return snapshotName + "-" + process + "-" + number + ".fathom";
  }

  /// {@return whether nobody reads any more what is printed as it happens}
  private boolean isUnread() {
    return (json || isCsvPrinted()) && screen.out().checkError();
  }

  private int watchProcess(int process, SnapshotPlan plan, @Nullable WatchCsv csv)
      throws IOException, InterruptedException {
    Sampler sampler = Sampler.of(process);
    Watch watch = new Watch(process, Optional.of(pause.how()), sampler, plan, csv);
    CountDownLatch stopped = new CountDownLatch(1);
    watch.start(List.of());
    String name = sampler.title();
    boolean ended = false;
    Signals signals = Signals.hear(signal -> stopped.countDown());
    try (signals;
        watch) {
      do {
        ended = !watch.sample();
      } while (!ended
          && !isUnread()
          && !watch.awaitNext(millis -> stopped.await(millis, TimeUnit.MILLISECONDS)));
    }
    PrintStream out = isCsvPrinted() ? screen.err() : screen.out();
    watch.end(name, ended ? "ended" : "watch stopped", null, out);
    if (!json && !isCsvPrinted()) {
      screen.print(NextQuestions.afterWatch(process, !ended));
    }
    return ExitCode.FINE;
  }

  private int watchCommand(SnapshotPlan plan, @Nullable WatchCsv csv)
      throws IOException, InterruptedException {
    try (ChildCommand child = ChildCommand.start(words, json || isCsvPrinted())) {
      Watch watch = watchOf(child, plan, csv);
      watch.start(words);
      try (watch) {
        do {
          watch.sample();
        } while (!watch.awaitNext(child::awaitEnd));
      }
      int status = child.status();
      // The standard output is the command's own.
      watch.end(String.join(" ", words), "exit status " + status, status, screen.err());
      return status;
    } catch (CommandNotRunException notRun) {
      screen.err().println("fathom: " + Escape.terminal(String.valueOf(notRun.getMessage())));
      return notRun.status();
    }
  }

  /// Nobody may trace a child of this virtual machine, which waits for it: it would take a stop for
  /// an end.
  private Watch watchOf(ChildCommand child, SnapshotPlan plan, @Nullable WatchCsv csv) {
    @Nullable Sampler sampler;
    try {
      sampler = Sampler.of(child.process());
    } catch (ProcessAccessException endedAtOnce) {
      sampler = null;
    }
    return new Watch(child.process(), Optional.empty(), sampler, plan, csv);
  }

  /// One watch under way.
  private final class Watch implements AutoCloseable {
    private final int process;

    /// How somebody else's process is held; empty for a command of ours.
    private final Optional<Pause> pause;

    private final @Nullable Sampler sampler;
    private final SnapshotPlan plan;
    private @Nullable WatchCsv csv;
    private final WatchJson lines = new WatchJson(screen.out());
    private final @Nullable GrowthWatch growth;

    /// What a command prints is not to stand between it.
    private final Optional<LiveLine> live;

    private final @Nullable StepInput input = stepped ? StepInput.of(System.in) : null;
    private final List<LoadStep> steps = new ArrayList<>();
    private final Curve curve = new Curve(intervalMillis);
    private final WaitMeter waits;
    private final long since = System.nanoTime();
    private long ticks;
    private int numbered;

    Watch(
        int process,
        Optional<Pause> pause,
        @Nullable Sampler sampler,
        SnapshotPlan plan,
        @Nullable WatchCsv csv) {
      this.process = process;
      this.pause = pause;
      this.sampler = sampler;
      this.plan = plan;
      this.csv = csv;
      this.waits = WaitMeter.of(process);
      this.live =
          pause.isPresent() && !json && !isCsvPrinted()
              ? LiveLine.on(screen.err())
              : Optional.empty();
      this.growth = where ? new GrowthWatch(process, intervalMillis, json ? lines : null) : null;
    }

    void start(List<String> command) {
      if (json) {
        lines.start(process, command, intervalMillis);
      }
    }

    /// {@return whether the process is still there}
    boolean sample() {
      List<String> reached = reached();
      Optional<Sample> taken =
          sampler == null ? Optional.empty() : sampler.sample(!reached.isEmpty());
      if (taken.isEmpty()) {
        return false;
      }
      Sample sample = taken.get();
      curve.add(sample);
      waits.read();
      live.ifPresent(line -> line.show(sample));
      if (json) {
        lines.sample(sample);
      }
      write(sample);
      for (String name : reached) {
        LoadStep step = new LoadStep(name.isEmpty() ? "step " + steps.size() : name, sample);
        steps.add(step);
        if (json) {
          lines.step(step);
        }
      }
      Optional<SnapshotPlan.Due> due = plan.due(sample);
      if (due.isPresent()) {
        snapshot(sample, due.get());
      }
      return true;
    }

    /// {@return the steps that the user says are reached; the first is what there was before}
    private List<String> reached() {
      if (input == null) {
        return List.of();
      }
      return steps.isEmpty() ? List.of("start") : input.take();
    }

    private void write(Sample sample) {
      if (csv == null) {
        return;
      }
      try {
        csv.sample(sample);
      } catch (IOException failed) {
        csv = null;
        screen
            .err()
            .println(
                "fathom: "
                    + Escape.terminal(String.valueOf(failed.getMessage()), LONGEST_MESSAGE)
                    + "; the watch goes on without it");
      }
    }

    /// How long to the next sample; those that a snapshot made late are left out.
    long pauseMillis() {
      long elapsed = (System.nanoTime() - since) / 1_000_000;
      ticks = Math.max(ticks + 1, elapsed / intervalMillis + 1);
      return Math.max(0, ticks * intervalMillis - elapsed);
    }

    /// Waits for the next sample.
    ///
    /// @return whether there is none
    boolean awaitNext(GrowthWatch.Ending ending) throws InterruptedException {
      return growth == null ? ending.within(pauseMillis()) : growth.await(pauseMillis(), ending);
    }

    @Override
    public void close() {
      live.ifPresent(LiveLine::close);
      if (growth != null) {
        growth.close();
      }
    }

    private void snapshot(Sample sample, SnapshotPlan.Due due) {
      long start = System.nanoTime();
      String number = due.replacing() ? "peak" : Integer.toString(++numbered);
      String file = snapshotFile(process, number);
      try (Output output = Output.ofBytes(file, screen)) {
        new SnapshotAnswer(look(), Instant.now(), false).write(output.stream());
        output.finish();
        String told =
            "snapshot at %s (%.1f s): %s".formatted(due.asked(), sample.millis() / 1000.0, file);
        if (due.replacing()) {
          snapshots.removeIf(line -> line.endsWith(": " + file));
        }
        snapshots.add(told);
        if (json) {
          lines.snapshot(sample, due.asked(), file);
        }
      } catch (IOException failed) {
        // The watch goes on: the command that is watched is not to suffer from a full disk.
        screen
            .err()
            .println(
                "fathom: no snapshot: " + Escape.terminal(String.valueOf(failed.getMessage())));
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      plan.taken(sample.millis(), sample.millis() + millis);
    }

    /// A command of ours is stopped at once; somebody else's process is held no longer than it
    /// must.
    private Findings look() throws IOException {
      return pause.isEmpty()
          ? Look.stoppedThroughout(process)
          : Look.atProcess(process, pause.get(), Depth.ALL);
    }

    void end(String name, String how, @Nullable Integer status, PrintStream out) {
      if (json) {
        if (growth != null) {
          lines.where(growth.ledger());
        }
        lines.end(curve, waits.sinceFirst(), status);
        return;
      }
      WatchedProcess watched =
          new WatchedProcess(
              process,
              name,
              intervalMillis,
              sampler != null && sampler.isRefused(),
              how,
              List.copyOf(snapshots),
              waits.sinceFirst());
      WatchReport.lines(curve, watched, screen.style(), screen.width()).forEach(out::println);
      if (!steps.isEmpty()) {
        StepsReport.lines(steps, screen.style(), screen.width()).forEach(out::println);
      }
      if (growth != null) {
        WhereReport.lines(growth.ledger(), top, screen.style(), screen.width())
            .forEach(out::println);
      }
      out.flush();
    }
  }
}
