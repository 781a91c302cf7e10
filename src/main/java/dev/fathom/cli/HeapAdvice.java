package dev.fathom.cli;

import java.util.Locale;

/// What to do where memory ran out.
final class HeapAdvice {
  private static final long MIB = 1 << 20;

  /// With less nobody is well served.
  private static final long LEAST_MIB = 256;

  private static final int MORE = 4;

  private HeapAdvice() {}

  /// {@return it in one line}
  ///
  /// @param heap what Java may use, in bytes
  static String of(OutOfMemoryError exhausted, long heap) {
    String message = String.valueOf(exhausted.getMessage());
    if (message.contains("thread")) {
      return "no more threads can be started here: a limit of this user or control group is met";
    }
    long enough = Math.max(LEAST_MIB, MORE * heap / MIB);
    return String.format(
        Locale.ROOT,
        "the %,d MiB that Java may use are too few for this; try"
            + " FATHOM_JAVA_OPTIONS=-Xmx%dm, in a control group that allows for it",
        heap / MIB,
        enough);
  }
}
