package dev.fathom.cli.follow;

import dev.fathom.host.Terminal;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.watch.Sample;
import dev.fathom.view.Elapsed;
import dev.fathom.view.Fit;
import java.io.PrintStream;
import java.util.Optional;

/// The line on a terminal while a process is watched: what it uses now, and how the watch ends.
/// Where a line cannot be written over, that is said once.
final class LiveLine implements AutoCloseable {
  private static final int NARROWEST = 20;
  private static final long STEP_MILLIS = 250;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// What erases the line that the cursor is in: ECMA-48's EL after a carriage return.
  private static final String ERASED = "\r\u001b[K";

  private final PrintStream terminal;
  private final boolean dumb;
  private long shown = -STEP_MILLIS;

  private LiveLine(PrintStream terminal, boolean dumb) {
    this.terminal = terminal;
    this.dumb = dumb;
  }

  /// {@return the line, where standard error is a terminal}
  static Optional<LiveLine> on(PrintStream terminal) {
    boolean dumb = Optional.ofNullable(System.getenv("TERM")).orElse("dumb").equals("dumb");
    return Terminal.errorColumns().isPresent()
        ? Optional.of(new LiveLine(terminal, dumb))
        : Optional.empty();
  }

  void show(Sample sample) {
    boolean first = shown < 0;
    if (sample.millis() - shown < STEP_MILLIS || (dumb && !first)) {
      return;
    }
    shown = sample.millis();
    int width = Math.max(NARROWEST, Terminal.errorColumns().orElse(NARROWEST)) - 1;
    if (dumb) {
      terminal.println("fathom: watching; Ctrl-C ends the watch");
    } else {
      terminal.print(ERASED + Fit.line(text(sample), width));
    }
    terminal.flush();
  }

  /// {@return what is said of a sample}
  static String text(Sample sample) {
    return "fathom: "
        + Elapsed.text(sample.millis() * NANOS_PER_MILLI)
        + ", "
        + ByteUnit.inText(sample.rss())
        + " resident, peak "
        + ByteUnit.inText(Math.max(sample.rss(), sample.highWater()))
        + (sample.swap() > 0 ? ", " + ByteUnit.inText(sample.swap()) + " swapped out" : "")
        + "; Ctrl-C ends the watch";
  }

  @Override
  public void close() {
    if (!dumb && shown >= 0) {
      terminal.print(ERASED);
      terminal.flush();
    }
  }
}
