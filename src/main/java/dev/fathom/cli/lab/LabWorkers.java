package dev.fathom.cli.lab;

import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.cli.option.Share;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.cli.shell.Version;
import dev.fathom.host.MemoryLimits;
import dev.fathom.lab.workers.ParentFigures;
import dev.fathom.lab.workers.WorkerGrowth;
import dev.fathom.lab.workers.WorkerGrowthReport;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.report.next.NextQuestions;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom lab workers`.
@Command(
    name = "workers",
    description =
        "How memory grows with the number of forked workers, with reference counts in the objects"
            + " and without, and where it swaps.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class LabWorkers implements Callable<Integer> {
  private static final long PAGE_BYTES = 4096;

  private final Screen screen;

  @Parameters(
      arity = "0..1",
      paramLabel = "PID|FILE",
      description = "A process that would be the parent, or a snapshot of one; or use --parent.")
  private @Nullable String subject;

  @Option(
      names = "--parent",
      paramLabel = "SIZE",
      converter = SizeOption.Converter.class,
      description = "What the parent has in memory: 500MB.")
  private @Nullable SizeOption parent;

  @Option(
      names = "--touched",
      paramLabel = "SHARE",
      converter = Share.class,
      description = "How much of that each worker looks at (default ${DEFAULT-VALUE}).",
      defaultValue = "100%")
  private double touched;

  @Option(
      names = "--written",
      paramLabel = "SHARE",
      converter = Share.class,
      description = "How much of it each worker writes in any case (default ${DEFAULT-VALUE}).",
      defaultValue = "0%")
  private double written;

  @Option(
      names = "--own",
      paramLabel = "SIZE",
      converter = SizeOption.Converter.class,
      description = "What each worker allocates itself (default ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private SizeOption own = new SizeOption("0", 0);

  @Option(
      names = "--refcounted",
      description = "Objects have reference counts, as CPython's and Perl's: looking writes.")
  private boolean counted;

  @Option(
      names = "--limit",
      paramLabel = "SIZE",
      converter = SizeOption.Converter.class,
      description = "What there is for all of them (default: what bounds this machine).")
  private @Nullable SizeOption limit;

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  LabWorkers(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    long since = System.nanoTime();
    if ((subject == null) == (parent == null)) {
      screen.err().println("fathom: lab workers takes a process, a snapshot, or --parent SIZE");
      return ExitCode.USAGE;
    }
    Measured measured = measured();
    ParentFigures figures = figures(measured);
    WorkerGrowth with = WorkerGrowth.of(figures, true);
    WorkerGrowth without = WorkerGrowth.of(figures, false);
    boolean counts = counted || measured.counts;
    if (json) {
      WorkerGrowthReport.writeJson(
          measured.source, figures, with, without, System.nanoTime() - since, screen.out());
    } else {
      WorkerGrowthReport.lines(
              measured.source, figures, with, without, counts, screen.style(), screen.width())
          .forEach(screen.out()::println);
      screen.print(NextQuestions.afterLab());
    }
    return ExitCode.FINE;
  }

  /// The figures of a parent that exists, or was given.
  ///
  /// @param source where they are from, in words
  /// @param bytes private memory that workers would share
  /// @param counted the share of it that has reference counts on its pages
  /// @param counts whether its objects have any
  private record Measured(String source, long bytes, double counted, boolean counts) {}

  private Measured measured() throws IOException {
    String wanted = subject;
    SizeOption size = parent;
    if (size != null) {
      return new Measured("A parent of " + size.text(), size.bytes(), 1, counted);
    }
    if (wanted == null) {
      throw new IllegalStateException("neither a process nor a size");
    }
    Findings findings =
        Looks.at(Subject.of(wanted), Manner.of(Pause.of(Freeze.PTRACE)), Depth.ALL).findings();
    long bytes = 0;
    for (Mapping mapping : findings.mappings()) {
      if (mapping.writable() && !mapping.shared()) {
        bytes += mapping.counters().anonymous();
      }
    }
    if (bytes == 0) {
      throw new ProcessAccessException(wanted + " has no private memory that workers could share");
    }
    double share = Math.min(1, (double) pagesWithObjects(findings) * PAGE_BYTES / bytes);
    String source =
        String.format(
            Locale.ROOT,
            "%s, pid %d: %,d MiB of private memory; %,d objects on %.0f %% of its pages",
            findings.identity().executable(),
            findings.identity().process(),
            bytes >> 20,
            findings.objects().count(),
            100 * share);
    return new Measured(source, bytes, share, findings.objects().count() > 0);
  }

  /// Objects come in address order: so do their pages.
  private static long pagesWithObjects(Findings findings) {
    ObjectTable objects = findings.objects();
    long pages = 0;
    long last = -1;
    for (int object = 0; object < objects.count(); object++) {
      long page = objects.address(object) / PAGE_BYTES;
      if (page != last
          && findings.pages().residentBytes(page * PAGE_BYTES, (page + 1) * PAGE_BYTES) > 0) {
        pages++;
      }
      last = page;
    }
    return pages;
  }

  private ParentFigures figures(Measured measured) throws ProcessAccessException {
    SizeOption given = limit;
    long bound =
        given == null
            ? MemoryLimits.of((int) ProcessHandle.current().pid()).limit()
            : given.bytes();
    try {
      return new ParentFigures(
          measured.bytes, touched, measured.counted, written, own.bytes(), bound);
    } catch (IllegalArgumentException unsound) {
      throw new ProcessAccessException(String.valueOf(unsound.getMessage()));
    }
  }
}
