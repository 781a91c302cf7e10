package dev.fathom.report;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.view.Escape;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What was written to a file.
public final class SnapshotReport {
  private static final double NANOS_PER_MILLI = 1e6;

  private SnapshotReport() {}

  /// {@return what is said on a screen}
  ///
  /// @param bytes size of the file
  public static List<String> lines(
      Findings findings, Path file, long bytes, Style style, int width) {
    String name = Escape.terminal(file.toString());
    int objects = findings.objects().count();
    String what =
        String.format(
            Locale.ROOT,
            "%s written: %s for %s resident and %,d objects%s; the process was paused %.0f ms.",
            name,
            ByteUnit.inText(bytes),
            ByteUnit.inText(findings.counters().rss()),
            objects,
            objects == 0
                ? ""
                : String.format(Locale.ROOT, " (%.1f bytes each)", (double) bytes / objects),
            findings.cost().heldNanos() / NANOS_PER_MILLI);
    String word = Escape.word(file.toString(), "FILE");
    String first = "NEXT     fathom " + word;
    Identity identity = findings.identity();
    String next =
        identity.kind() == Identity.Kind.LIVE
            ? first + "   ·   fathom diff " + word + " " + identity.process()
            : first;
    return List.of(
        what,
        "",
        style.dim(
            next.length() <= width
                ? next
                : first.length() <= width ? first : "NEXT     fathom FILE"));
  }

  /// Writes the same as JSON.
  public static void json(
      Findings findings, Path file, long bytes, long wallNanos, OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          json.writeObjectPropertyStart("snapshot");
          json.writeStringProperty("file", file.toString());
          json.writeNumberProperty("bytes", bytes);
          json.writeNumberProperty("objects", findings.objects().count());
          json.writeEndObject();
        });
  }
}
