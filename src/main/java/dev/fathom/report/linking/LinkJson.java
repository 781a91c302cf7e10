package dev.fathom.report.linking;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.ask.linking.BuildLine;
import dev.fathom.ask.linking.FileAnswer;
import dev.fathom.ask.linking.FilesAnswer;
import dev.fathom.ask.linking.LibraryLine;
import dev.fathom.ask.linking.LinkLineAnswer;
import dev.fathom.ask.linking.ProcessAnswer;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.report.table.linking.BuildsTable;
import dev.fathom.report.table.linking.LibrariesTable;
import dev.fathom.report.table.linking.LinkFindingsTable;
import dev.fathom.report.table.linking.ModulesTable;
import dev.fathom.report.table.linking.ObjectsTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// What is linked with what, as JSON.
public final class LinkJson {
  private LinkJson() {}

  /// Writes what files need.
  public static void write(FilesAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        answer.warnings(),
        wallNanos,
        out,
        json -> {
          json.writeArrayPropertyStart("files");
          answer.files().forEach(each -> file(json, each));
          json.writeEndArray();
        });
  }

  /// Writes what is linked in a process.
  public static void write(ProcessAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("pid", answer.process().identity().process());
          json.writeArrayPropertyStart(LibrariesTable.SPEC.id());
          List<LibraryLine> lines = answer.libraries();
          for (int i = 0; i < lines.size(); i++) {
            LoadedFile loaded = answer.process().loaded().get(i);
            json.writeStartObject();
            JsonTable.properties(json, LibrariesTable.SPEC, lines.get(i));
            json.writeNumberProperty("namespace", loaded.namespace());
            json.writeNumberProperty("bias", loaded.bias());
            json.writeNumberProperty("start", loaded.start());
            json.writeStringProperty("state", loaded.state().name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("relocatedWritten", loaded.memory().relocated());
            json.writeStringProperty(
                "buildId", answer.process().graph().files().get(loaded.number()).buildId());
            json.writeEndObject();
          }
          json.writeEndArray();
          JsonTable.write(json, ModulesTable.SPEC, answer.modules());
          findings(json, answer.findings());
        });
  }

  /// Writes what builds of a program cost.
  public static void write(
      List<BuildLine> builds, long processes, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("processes", processes);
          JsonTable.write(json, BuildsTable.SPEC, builds);
        });
  }

  /// Writes what a linker would say.
  public static void write(LinkLineAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          JsonTable.write(json, ObjectsTable.SPEC, answer.lines());
          findings(json, answer.outcome().findings());
        });
  }

  private static void file(JsonGenerator json, FileAnswer answer) {
    LinkedFile file = answer.subject();
    json.writeStartObject();
    json.writeStringProperty("path", file.path());
    json.writeStringProperty("kind", file.kind().label());
    json.writeStringProperty("machine", file.machine());
    json.writeStringProperty("soname", file.soname());
    json.writeStringProperty("buildId", file.buildId());
    if (answer.isHosted()) {
      json.writeStringProperty("host", answer.graph().files().getFirst().path());
    }
    json.writeNumberProperty("offered", file.offered());
    json.writeNumberProperty("wanted", file.wanted());
    JsonTable.write(json, LibrariesTable.SPEC, answer.libraries());
    findings(json, answer.findings());
    json.writeEndObject();
  }

  static void findings(JsonGenerator json, List<LinkFinding> findings) {
    json.writeArrayPropertyStart(LinkFindingsTable.SPEC.id());
    for (LinkFinding finding : findings) {
      json.writeStartObject();
      JsonTable.properties(json, LinkFindingsTable.SPEC, finding);
      json.writeArrayPropertyStart("names");
      finding.names().forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
