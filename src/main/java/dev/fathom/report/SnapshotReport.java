package dev.fathom.report;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.Warning;
import dev.fathom.view.Elapsed;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What was written to a file.
public final class SnapshotReport {
  private SnapshotReport() {}

  /// {@return what is said on a screen}
  ///
  /// @param bytes size of the file
  public static List<String> lines(Findings findings, Path file, long bytes, int width) {
    String name = Escape.terminal(file.toString());
    int objects = findings.objects().count();
    String what =
        String.format(
            Locale.ROOT,
            "%s written: %s for %s resident and %,d objects%s; the process was paused %s.",
            name,
            ByteUnit.inText(bytes),
            ByteUnit.inText(findings.counters().rss()),
            objects,
            objects == 0
                ? ""
                : String.format(Locale.ROOT, " (%.1f bytes each)", (double) bytes / objects),
            Elapsed.text(findings.cost().heldNanos()));
    return Fit.text(what, width);
  }

  /// {@return the process whose looks can be compared with the file}
  public static Optional<Integer> compared(Findings findings) {
    Identity identity = findings.identity();
    return identity.kind() == Identity.Kind.LIVE
        ? Optional.of(identity.process())
        : Optional.empty();
  }

  /// {@return what is said of a process that was looked at as it died}
  ///
  /// @param bytes size of the file
  public static String died(Findings findings, Path file, long bytes, long nanos) {
    String signal =
        findings.warnings().stream()
            .filter(warning -> warning.code().equals(Warning.DYING))
            .map(warning -> warning.message() + "; ")
            .findFirst()
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s (%d): %s%s resident and %,d objects are told in %s (%s, after %s)",
        Escape.terminal(findings.program()),
        findings.identity().process(),
        signal,
        ByteUnit.inText(findings.counters().rss()),
        findings.objects().count(),
        Escape.terminal(file.toString()),
        ByteUnit.inText(bytes),
        Elapsed.text(nanos));
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
