package dev.fathom.report;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.CaptureOutcome;
import dev.fathom.view.Elapsed;
import dev.fathom.view.Escape;
import java.util.Locale;

/// What a capture was, in a line.
public final class CaptureReport {
  private CaptureReport() {}

  /// {@return what was captured, and where it is}
  ///
  /// @param file as it was named
  /// @param fileBytes its size
  public static String line(CaptureOutcome outcome, String file, long fileBytes) {
    String name = Escape.terminal(file);
    return String.format(
        Locale.ROOT,
        "%s: %s of memory in %s, held %s",
        name,
        ByteUnit.inText(outcome.memoryBytes()),
        ByteUnit.inText(fileBytes),
        Elapsed.text(outcome.heldNanos()));
  }
}
