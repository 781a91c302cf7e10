package dev.fathom.report.processes;

import dev.fathom.analysis.finding.FamilyFindings;
import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.model.family.Capacity;
import dev.fathom.model.family.Duplicates;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.SharingMatrix;
import dev.fathom.model.family.Unsharing;
import dev.fathom.report.FindingsJson;
import dev.fathom.report.table.CauseTotal;
import dev.fathom.report.table.CausesTable;
import dev.fathom.report.table.ComparedWorker;
import dev.fathom.report.table.DuplicatesTable;
import dev.fathom.report.table.TypeTotal;
import dev.fathom.report.table.WorkersTable;
import dev.fathom.report.table.WrittenOwnersTable;
import dev.fathom.report.table.WrittenTypesTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// A family of processes, as JSON.
public final class JsonWorkers {
  private static final double NANOS_PER_MILLI = 1e6;

  private JsonWorkers() {}

  public static void write(
      Family family, List<ObjectPath> owners, long wallNanos, OutputStream out) {
    JsonDocument.write(family.warnings(), wallNanos, out, json -> body(json, family, owners));
  }

  public static void body(JsonGenerator json, Family family, List<ObjectPath> owners) {
    json.writeNumberProperty("pausedMillis", Math.round(family.heldNanos() / NANOS_PER_MILLI));
    json.writeNumberProperty("bytesRead", family.bytesRead());
    json.writeArrayPropertyStart("workers");
    ComparedWorker.of(family).forEach(worker -> worker(json, worker));
    json.writeEndArray();
    FindingsJson.write(json, FamilyFindings.of(family));
    sharing(json, family);
    family.capacity().ifPresent(capacity -> capacity(json, capacity));
    family.duplicates().ifPresent(duplicates -> duplicates(json, duplicates));
    JsonTable.write(json, CausesTable.SPEC, CauseTotal.of(family));
    JsonTable.write(json, WrittenTypesTable.SPEC, TypeTotal.of(family));
    JsonTable.write(json, WrittenOwnersTable.SPEC, owners);
  }

  private static void worker(JsonGenerator json, ComparedWorker compared) {
    Unsharing found = compared.worker().unsharing();
    json.writeStartObject();
    JsonTable.properties(json, WorkersTable.SPEC, compared);
    json.writeObjectPropertyStart("byCause");
    for (Unsharing.CauseShare share : found.causes()) {
      json.writeObjectPropertyStart(share.cause().id());
      json.writeNumberProperty("bytes", share.bytes());
      json.writeNumberProperty("changed", share.changed());
      json.writeNumberProperty("pages", share.pages());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayPropertyStart("byType");
    for (Unsharing.TypeShare share : found.types()) {
      json.writeStartObject();
      json.writeStringProperty("type", share.name());
      json.writeNumberProperty("bytes", share.bytes());
      json.writeNumberProperty("pages", share.pages());
      json.writeNumberProperty("pagesUnshared", share.pagesUnshared());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void sharing(JsonGenerator json, Family family) {
    int members = family.sharing().members();
    json.writeObjectPropertyStart("sharing");
    json.writeBooleanProperty("exact", family.sharing().exact());
    if (family.sharing().groupBytes() >= 0) {
      json.writeNumberProperty("together", family.sharing().groupBytes());
    }
    json.writeArrayPropertyStart("matrix");
    for (int one = 0; one < members; one++) {
      json.writeStartArray();
      for (int other = 0; other < members; other++) {
        json.writeNumber(family.sharing().shared(one, other));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    if (family.sharing().exact()) {
      sharers(json, family.sharing());
    }
    json.writeEndObject();
  }

  private static void sharers(JsonGenerator json, SharingMatrix sharing) {
    json.writeArrayPropertyStart("bySharers");
    for (int member = 0; member < sharing.members(); member++) {
      json.writeStartArray();
      for (int sharers = 1; sharers <= sharing.members(); sharers++) {
        json.writeNumber(sharing.bySharers(member, sharers));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("outside");
    for (int member = 0; member < sharing.members(); member++) {
      json.writeNumber(sharing.outside(member));
    }
    json.writeEndArray();
  }

  private static void duplicates(JsonGenerator json, Duplicates duplicates) {
    json.writeObjectPropertyStart("duplicates");
    json.writeNumberProperty("pages", duplicates.pages());
    json.writeNumberProperty("zeroPages", duplicates.zeroPages());
    JsonTable.write(json, DuplicatesTable.SPEC, duplicates.objects());
    json.writeEndObject();
  }

  private static void capacity(JsonGenerator json, Capacity capacity) {
    json.writeNumberProperty("delta", capacity.delta());
    json.writeNumberProperty("deltaDecayed", capacity.decayedDelta());
    json.writeObjectPropertyStart("capacity");
    json.writeNumberProperty("limit", capacity.limit().limit());
    json.writeStringProperty("source", capacity.limit().source());
    json.writeNumberProperty("available", capacity.limit().available());
    json.writeNumberProperty("workers", capacity.workers());
    json.writeNumberProperty("workersDecayed", capacity.decayedWorkers());
    json.writeNumberProperty("oldest", capacity.oldest());
    json.writeEndObject();
  }
}
