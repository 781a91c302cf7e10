package dev.fathom.cli.follow;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.host.Signals;
import dev.fathom.model.Findings;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.report.diff.DiffJson;
import dev.fathom.report.diff.DiffReport;
import dev.fathom.survey.look.RepeatedLook;
import dev.fathom.view.Elapsed;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks at a process every few seconds and tells what grew since the look before, by owner and
/// type, until it ends or a signal comes.
final class ObjectWatch {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Screen screen;
  private final boolean json;
  private final int top;
  private final CountDownLatch stopped = new CountDownLatch(1);

  ObjectWatch(Screen screen, boolean json, int top) {
    this.screen = screen;
    this.json = json;
    this.top = top;
  }

  /// @param looks how often it is looked at, at the most
  int watch(int process, Pause pause, long everyMillis, int looks)
      throws IOException, InterruptedException {
    boolean partial = false;
    Signals signals = Signals.hear(signal -> stopped.countDown());
    try (signals;
        RepeatedLook look = RepeatedLook.at(process, pause)) {
      Analysis before = null;
      String clock = "";
      for (int number = 0; number < looks && !screen.out().checkError(); number++) {
        long since = System.nanoTime();
        Findings findings = number == 0 ? look.next() : again(look, process);
        if (findings == null) {
          return partial ? ExitCode.PARTIAL : ExitCode.FINE;
        }
        partial |= findings.partial();
        Analysis after = Analysis.of(findings);
        String now = CLOCK.format(LocalTime.now(ZoneId.systemDefault()));
        if (before == null) {
          begin(findings, now, everyMillis);
        } else {
          tell(before, after, clock + " → " + now, System.nanoTime() - since);
        }
        before = after;
        clock = now;
        long taken = (System.nanoTime() - since) / 1_000_000;
        if (number + 1 < looks
            && stopped.await(Math.max(0, everyMillis - taken), TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    }
    return partial ? ExitCode.PARTIAL : ExitCode.FINE;
  }

  /// {@return a look; null once the process has ended: a look that its end cut short tells nothing}
  private @Nullable Findings again(RepeatedLook look, int process) throws ProcessAccessException {
    try {
      Findings findings = look.next();
      if (!findings.partial() || isAlive(process)) {
        return findings;
      }
    } catch (ProcessAccessException failed) {
      if (isAlive(process)) {
        throw failed;
      }
    }
    if (!json) {
      screen.out().println("process " + process + " has ended");
    }
    return null;
  }

  private static boolean isAlive(int process) {
    return ProcessHandle.of(process).filter(ProcessHandle::isAlive).isPresent();
  }

  private void begin(Findings findings, String now, long everyMillis) {
    if (!json) {
      screen
          .out()
          .printf(
              Locale.ROOT,
              "%s  pid %d: %,d objects; a look every %s s tells what grew (Ctrl-C ends it)%n",
              now,
              findings.identity().process(),
              findings.objects().count(),
              everyMillis % 1000 == 0 ? "" + everyMillis / 1000 : "" + everyMillis / 1000.0);
    }
  }

  private void tell(Analysis before, Analysis after, String times, long wallNanos) {
    Difference difference = Difference.of(before, after);
    if (json) {
      DiffJson.write(difference, before.findings(), after.findings(), wallNanos, screen.out());
      screen.out().flush();
      return;
    }
    screen.out().println();
    DiffReport.lines(
            difference,
            before.findings(),
            after.findings(),
            List.of(times),
            top,
            screen.style(),
            screen.width())
        .forEach(screen.out()::println);
    screen.out().println("paused " + Elapsed.text(after.findings().cost().heldNanos()));
    screen.out().flush();
  }
}
