package dev.fathom.report;

import dev.fathom.analysis.paths.Route;
import dev.fathom.analysis.paths.Ways;
import dev.fathom.model.Findings;
import java.io.OutputStream;

/// The answer of `fathom path` as JSON; `docs/json.md` describes it.
public final class PathsJson {
  private PathsJson() {}

  /// Writes the ways to some objects.
  public static void write(
      Findings findings, Ways.Answer answer, long wallNanos, OutputStream out) {
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
          for (Route route : answer.routes()) {
            json.writeStartObject();
            json.writeStringProperty("root", route.steps().getFirst().name());
            json.writeStringProperty("path", route.path());
            json.writeNumberProperty("count", route.count());
            json.writeArrayPropertyStart("steps");
            for (Route.Step step : route.steps()) {
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
