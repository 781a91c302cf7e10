package dev.fathom.report.watch;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.watch.MemoryWait;
import java.util.Locale;
import java.util.Optional;

/// Says how long was waited for memory, if that was long.
final class WaitSentence {
  private static final double MICROS = 1e6;

  /// Below so much of the time nobody feels it.
  private static final double WORTH_SAYING = 0.01;

  /// A program reads its own files when it begins; that many a second it does not read for long.
  private static final double MANY_FAULTS = 10;

  /// So many pages are read again a second where the memory does not do.
  private static final double MANY_REFAULTS = 100;

  /// Of code that is hardly used some pages always go.
  private static final long MUCH_CODE = 64 << 10;

  private static final long PAGE_BYTES = 4096;

  private WaitSentence() {}

  /// {@return the sentence, with a blank before it; empty where there is nothing to say}
  static String of(MemoryWait wait) {
    StringBuilder text = new StringBuilder();
    wait.group().ifPresent(stall -> add(text, "In its control group", stall, wait.micros()));
    wait.machine().ifPresent(stall -> add(text, "On the machine", stall, wait.micros()));
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
    if (wait.codeReadAgain() >= MUCH_CODE) {
      text.append(' ')
          .append(ByteUnit.inText(wait.codeReadAgain()))
          .append(" of its own code was thrown out and read again.");
    }
    String ofGroup = refaults(wait.groupRefaults(), "processes of its control group", seconds);
    // Those of the group are among those of the machine.
    text.append(
        ofGroup.isEmpty()
            ? refaults(wait.machineRefaults(), "processes of the machine", seconds)
            : ofGroup);
    return text.toString();
  }

  private static String refaults(
      Optional<MemoryWait.Refaults> refaults, String whose, double seconds) {
    long pages = refaults.map(MemoryWait.Refaults::pages).orElse(0L);
    return seconds > 0 && pages / seconds >= MANY_REFAULTS
        ? String.format(
            Locale.ROOT,
            " %s that %s used was thrown out and read again soon after (refaults), %s a second.",
            ByteUnit.inText(pages * PAGE_BYTES),
            whose,
            ByteUnit.inText(Math.round(pages * PAGE_BYTES / seconds)))
        : "";
  }

  private static void add(StringBuilder text, String where, MemoryWait.Stall stall, long micros) {
    double some = Math.min(1, (double) stall.some() / Math.max(1, micros));
    double full = Math.min(1, (double) stall.full() / Math.max(1, micros));
    if (some >= WORTH_SAYING) {
      text.append(
          String.format(
              Locale.ROOT,
              " %s some task waited for memory %.0f %% of the time, all of them at once %.0f %% (PSI).",
              where,
              100 * some,
              100 * full));
    }
  }
}
