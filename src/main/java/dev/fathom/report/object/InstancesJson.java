package dev.fathom.report.object;

import dev.fathom.analysis.owners.InstancePage;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;

/// A page of single objects, as JSON.
public final class InstancesJson {
  private InstancesJson() {}

  /// Writes the answer; the stream stays open.
  public static void write(Findings findings, InstancePage page, long wallNanos, OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("count", page.count());
          json.writeNumberProperty("offset", page.offset());
          json.writeNumberProperty("furthest", InstancePage.FURTHEST);
          json.writeArrayPropertyStart("objects");
          for (Owners.Owner object : page.objects()) {
            json.writeStartObject();
            json.writeStringProperty("path", object.path());
            json.writeStringProperty("type", object.type());
            json.writeNumberProperty("address", object.address());
            json.writeNumberProperty("objects", object.objects());
            json.writeNumberProperty("shallow", object.shallow());
            json.writeNumberProperty("retained", object.retained());
            json.writeNumberProperty("resident", object.resident());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
