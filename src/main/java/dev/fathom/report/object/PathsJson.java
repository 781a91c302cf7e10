package dev.fathom.report.object;

import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.analysis.paths.PathSearch;
import dev.fathom.model.Findings;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;

/// The answer of `fathom path` as JSON; `docs/json.md` describes it.
public final class PathsJson {
  private PathsJson() {}

  /// Writes the paths to some objects.
  public static void write(
      Findings findings, PathSearch.Answer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("objects", answer.objects());
          json.writeNumberProperty("unlisted", answer.unlisted());
          json.writeBooleanProperty("more", answer.more());
          json.writeBooleanProperty("cutShort", answer.cutShort());
          json.writeArrayPropertyStart("paths");
          for (ObjectPath path : answer.paths()) {
            json.writeStartObject();
            json.writeStringProperty("root", path.steps().getFirst().name());
            json.writeStringProperty("path", path.path());
            json.writeNumberProperty("count", path.count());
            json.writeArrayPropertyStart("steps");
            for (ObjectPath.Step step : path.steps()) {
              json.writeStartObject();
              json.writeStringProperty("name", step.name());
              json.writeStringProperty("type", step.type());
              json.writeNumberProperty("address", step.address());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
