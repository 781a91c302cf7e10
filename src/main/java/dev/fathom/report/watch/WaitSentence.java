package dev.fathom.report.watch;

import dev.fathom.model.watch.MemoryWait;
import java.util.Locale;

/// Says how long was waited for memory, if that was long.
final class WaitSentence {
  private static final double MICROS = 1e6;

  /// Below so much of the time nobody feels it.
  private static final double WORTH_SAYING = 0.01;

  /// A program reads its own files when it begins; that many a second it does not read for long.
  private static final double MANY_FAULTS = 10;

  private WaitSentence() {}

  /// {@return the sentence, with a blank before it; empty where there is nothing to say}
  static String of(MemoryWait wait) {
    StringBuilder text = new StringBuilder();
    wait.group().ifPresent(stall -> add(text, "Its control group", stall, wait.micros()));
    wait.machine().ifPresent(stall -> add(text, "The machine", stall, wait.micros()));
    double seconds = wait.micros() / MICROS;
    if (seconds > 0 && wait.majorFaults() / seconds >= MANY_FAULTS) {
      text.append(
          String.format(
              Locale.ROOT,
              " %,d of its pages had to be read from files or the swap area (major faults), %,.0f a"
                  + " second.",
              wait.majorFaults(),
              wait.majorFaults() / seconds));
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String who, MemoryWait.Stall stall, long micros) {
    double some = Math.min(1, (double) stall.some() / Math.max(1, micros));
    double full = Math.min(1, (double) stall.full() / Math.max(1, micros));
    if (some >= WORTH_SAYING) {
      text.append(
          String.format(
              Locale.ROOT,
              " %s waited for memory %.0f %% of the time, with all that it had to do %.0f %%.",
              who,
              100 * some,
              100 * full));
    }
  }
}
