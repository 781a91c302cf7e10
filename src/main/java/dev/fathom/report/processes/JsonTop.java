package dev.fathom.report.processes;

import dev.fathom.analysis.finding.MachineFindings;
import dev.fathom.model.Warning;
import dev.fathom.model.family.Applications;
import dev.fathom.report.FindingsJson;
import dev.fathom.report.table.ApplicationsTable;
import dev.fathom.report.table.ProcessesTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
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
          FindingsJson.write(json, MachineFindings.of(applications));
          json.writeNumberProperty("machineBytes", applications.machineBytes());
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
                    Locale.ROOT,
                    applications.refused() == 1
                        ? "%,d process could not be read"
                        : "%,d processes could not be read",
                    applications.refused()),
                true));
  }

  private static void application(JsonGenerator json, Applications.Application application) {
    json.writeStartObject();
    JsonTable.properties(json, ApplicationsTable.SPEC, application);
    JsonTable.write(json, ProcessesTable.SPEC, application.members());
    json.writeEndObject();
  }
}
