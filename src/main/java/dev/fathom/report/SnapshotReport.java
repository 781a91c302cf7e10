package dev.fathom.report;

import dev.fathom.ask.dataset.AddedLook;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What was written to a file, and into a dataset.
///
/// @param file that was written
/// @param added the look that is in a dataset now
public record SnapshotReport(Findings findings, Optional<File> file, Optional<Addition> added) {
  /// A file.
  ///
  /// @param bytes what it takes
  public record File(Path path, long bytes) {}

  /// A look in a dataset.
  public record Addition(Path dataset, AddedLook look) {}

  /// {@return what is said on a screen}
  public List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    file.ifPresent(written -> lines.addAll(Fit.text(sentence(written), width)));
    added.ifPresent(addition -> lines.addAll(Fit.text(sentence(addition), width)));
    return lines;
  }

  private String sentence(File written) {
    int objects = findings.objects().count();
    return String.format(
        Locale.ROOT,
        "%s written: %s for %s resident and %,d objects%s; the process was paused %s.",
        Escape.terminal(written.path().toString()),
        ByteUnit.inText(written.bytes()),
        ByteUnit.inText(findings.counters().rss()),
        objects,
        objects == 0
            ? ""
            : String.format(Locale.ROOT, " (%.1f bytes each)", (double) written.bytes() / objects),
        Elapsed.text(findings.cost().heldNanos()));
  }

  private String sentence(Addition addition) {
    AddedLook look = addition.look();
    String release = look.name().release();
    return String.format(
        Locale.ROOT,
        "Added to %s: app %s on host %s%s, %s in %d files.",
        Escape.terminal(addition.dataset().toString()),
        Escape.terminal(look.name().app()),
        Escape.terminal(look.name().host()),
        release.isEmpty() ? "" : ", release " + Escape.terminal(release),
        ByteUnit.inText(look.bytes()),
        look.tables());
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
  public void json(long wallNanos, OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          file.ifPresent(written -> {
            json.writeObjectPropertyStart("snapshot");
            json.writeStringProperty("file", written.path().toString());
            json.writeNumberProperty("bytes", written.bytes());
            json.writeNumberProperty("objects", findings.objects().count());
            json.writeEndObject();
          });
          added.ifPresent(addition -> write(addition, json));
        });
  }

  private static void write(Addition addition, JsonGenerator json) {
    AddedLook look = addition.look();
    json.writeObjectPropertyStart("added");
    json.writeStringProperty("dataset", addition.dataset().toString());
    json.writeStringProperty("app", look.name().app());
    json.writeStringProperty("host", look.name().host());
    json.writeStringProperty("release", look.name().release());
    json.writeStringProperty("taken", look.taken().toString());
    json.writeNumberProperty("files", look.tables());
    json.writeNumberProperty("bytes", look.bytes());
    json.writeEndObject();
  }
}
