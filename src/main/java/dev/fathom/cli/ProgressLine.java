package dev.fathom.cli;

import dev.fathom.host.Terminal;
import dev.fathom.model.Progress;
import dev.fathom.view.Fit;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The line that says, on a terminal, what takes so long: in which stage the work is, how much of
/// it is done, and for how long the target was held so far. It comes after half a second, and is
/// gone before anything else is written.
final class ProgressLine {
  private static final int PATIENCE_MILLIS = 500;
  private static final double PATIENCE_SECONDS = 0.5;
  private static final int STEP_MILLIS = 200;
  private static final int NARROWEST = 20;

  /// What erases the line that the cursor is in: ECMA-48's EL after a carriage return.
  private static final String ERASED = "\r\u001b[K";

  /// Less was never held.
  private static final double LEAST_HELD = 0.05;

  private static final double PERCENT = 100;

  private final Progress progress = new Progress();
  private final OutputStream terminal;

  private boolean shown;

  private ProgressLine(OutputStream terminal) {
    this.terminal = terminal;
  }

  /// The line on the terminal at standard error; where that is none, or none on which a line can be
  /// written over, nothing is shown.
  ///
  /// @param terminal standard error
  static ProgressLine on(OutputStream terminal) {
    ProgressLine line = new ProgressLine(terminal);
    if (!Optional.ofNullable(System.getenv("TERM")).orElse("dumb").equals("dumb")) {
      Thread.ofPlatform()
          .daemon()
          .name("progress")
          .uncaughtExceptionHandler(ProgressLine::failed)
          .start(line::draw);
    }
    return line;
  }

  /// Where there is no memory any more, the thread that looks says so, in one line.
  private static void failed(Thread thread, Throwable failure) {
    if (!(failure instanceof OutOfMemoryError)) {
      thread.getThreadGroup().uncaughtException(thread, failure);
    }
  }

  /// A line that is never shown.
  ///
  /// @param error standard error
  static ProgressLine none(OutputStream error) {
    return new ProgressLine(error);
  }

  /// {@return what is shown}
  Progress progress() {
    return progress;
  }

  /// {@return standard error for everybody else, who writes where the line stood}
  PrintStream beside() {
    OutputStream clean =
        new FilterOutputStream(terminal) {
          @Override
          public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            synchronized (ProgressLine.this) {
              erase();
              out.write(bytes, offset, length);
            }
          }
        };
    return new PrintStream(clean, false, StandardCharsets.UTF_8);
  }

  /// What was waited for is there.
  synchronized void end() {
    progress.end();
    erase();
  }

  private void draw() {
    try {
      Thread.sleep(PATIENCE_MILLIS); // whatever is done by then has no use for a terminal
      while (Terminal.errorColumns().isPresent()) {
        synchronized (this) {
          Optional<Progress.Moment> now = progress.now();
          if (now.isPresent() && now.get().waited() >= PATIENCE_SECONDS) {
            show(now.get());
          }
        }
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (IOException gone) {
      return; // with the terminal
    }
  }

  private void show(Progress.Moment moment) throws IOException {
    int width = Math.max(NARROWEST, Terminal.errorColumns().orElse(NARROWEST)) - 1;
    String line = ERASED + Fit.line(text(moment), width);
    terminal.write(line.getBytes(StandardCharsets.UTF_8));
    terminal.flush();
    shown = true;
  }

  /// {@return what is said of a moment}
  static String text(Progress.Moment moment) {
    StringBuilder text = new StringBuilder("fathom: ").append(moment.stage().words());
    moment
        .share()
        .ifPresent(share ->
            text.append(String.format(Locale.ROOT, ", %.0f %%", Math.floor(share * PERCENT))));
    if (moment.held() >= LEAST_HELD) {
      text.append(
          String.format(Locale.ROOT, "; the process was held for %.1f s so far", moment.held()));
    }
    return text.toString();
  }

  private void erase() {
    if (shown) {
      shown = false;
      try {
        terminal.write(ERASED.getBytes(StandardCharsets.US_ASCII));
        terminal.flush();
      } catch (IOException gone) {
        return; // with the terminal
      }
    }
  }
}
