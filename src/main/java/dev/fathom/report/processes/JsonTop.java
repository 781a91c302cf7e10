package dev.fathom.report.processes;

import dev.fathom.model.Warning;
import dev.fathom.model.family.Applications;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// The processes of a machine, as JSON.
public final class JsonTop {
  private JsonTop() {}

  /// Writes all applications and their processes.
  public static void write(Applications applications, long wallNanos, OutputStream out) {
    JsonDocument.write(
        warnings(applications),
        wallNanos,
        out,
        json -> {
          json.writeArrayPropertyStart("applications");
          for (Applications.Application application : applications.all()) {
            application(json, application);
          }
          json.writeEndArray();
        });
  }

  private static List<Warning> warnings(Applications applications) {
    return applications.refused() == 0
        ? List.of()
        : List.of(
            new Warning(
                "refused",
                String.format(
                    Locale.ROOT, "%,d processes may not be looked into", applications.refused()),
                true));
  }

  private static void application(JsonGenerator json, Applications.Application application) {
    json.writeStartObject();
    json.writeStringProperty("command", application.first().title());
    json.writeNumberProperty("pss", application.pss());
    json.writeNumberProperty("uss", application.uss());
    json.writeNumberProperty("rss", application.rss());
    json.writeNumberProperty("swap", application.swap());
    application.delta().ifPresent(delta -> json.writeNumberProperty("delta", delta));
    json.writeArrayPropertyStart("processes");
    for (Applications.Member member : application.members()) {
      json.writeStartObject();
      json.writeNumberProperty("pid", member.stat().process());
      json.writeNumberProperty("parent", member.stat().parent());
      json.writeStringProperty("command", member.title());
      json.writeBooleanProperty("permitted", member.counters().isPresent());
      json.writeNumberProperty("rss", member.rss());
      member
          .counters()
          .ifPresent(counters -> {
            json.writeNumberProperty("pss", counters.pss());
            json.writeNumberProperty("uss", counters.uss());
            json.writeNumberProperty("swap", counters.swap());
          });
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
