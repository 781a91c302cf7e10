package dev.fathom.view;

import java.util.Locale;

/// Times as they are written.
public final class Elapsed {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double FEW = 99.95;

  private Elapsed() {}

  /// {@return a time with its unit, of at most three significant digits below 1,000 s: `46 ms`,
  /// `5.5 s`, `320 s`}
  public static String text(long nanos) {
    double millis = nanos / NANOS_PER_MILLI;
    double seconds = nanos / NANOS_PER_SECOND;
    if (Math.round(millis) < 1000) {
      return String.format(Locale.ROOT, "%.0f ms", millis);
    }
    return String.format(Locale.ROOT, seconds < FEW ? "%.1f s" : "%,.0f s", seconds);
  }
}
