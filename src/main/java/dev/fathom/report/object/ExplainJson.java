package dev.fathom.report.object;

import dev.fathom.analysis.owners.Explanation;
import dev.fathom.analysis.owners.ObjectParts;
import dev.fathom.ask.explain.ExplainAnswer;
import dev.fathom.ask.returned.ReturnedAnswer;
import dev.fathom.model.Findings;
import dev.fathom.model.object.Detail;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// One object explained, as JSON. Values are not in it.
public final class ExplainJson {
  private final Findings findings;
  private final JsonGenerator json;

  private ExplainJson(Findings findings, JsonGenerator json) {
    this.findings = findings;
    this.json = json;
  }

  /// Writes the answer; the stream stays open.
  ///
  /// @param details what the runtime's own tool would say of the object
  /// @param reach what it leads to
  /// @param ifDropped what would go back to the kernel if it went, where that was asked
  public static void write(
      Findings findings,
      Explanation explanation,
      List<Detail> details,
      ExplainAnswer.Reach reach,
      Optional<ReturnedAnswer> ifDropped,
      long wallNanos,
      OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          new ExplainJson(findings, json).explanation(explanation, details, reach);
          ifDropped.ifPresent(answer -> ReturnedReport.property(json, "ifDropped", answer));
        });
  }

  private void explanation(
      Explanation explanation, List<Detail> details, ExplainAnswer.Reach reach) {
    ObjectParts parts = explanation.parts();
    json.writeObjectPropertyStart("object");
    json.writeStringProperty("type", explanation.owner().type());
    json.writeStringProperty("path", explanation.owner().path());
    json.writeNumberProperty("address", explanation.owner().address());
    json.writeStringProperty("structure", parts.structure());
    json.writeStringProperty("home", parts.home().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("instances", explanation.instances());
    json.writeNumberProperty("shallow", parts.shallow());
    json.writeNumberProperty("block", parts.pieceBytes());
    json.writeNumberProperty("slack", parts.slack());
    json.writeNumberProperty("allocated", parts.allocated());
    json.writeNumberProperty("retained", explanation.owner().retained());
    reach(reach);
    if (explanation.dialect().describesObjects()) {
      json.writeArrayPropertyStart("details");
      for (Detail detail : details) {
        json.writeStartObject();
        json.writeStringProperty("name", detail.name());
        json.writeStringProperty("value", detail.value());
        json.writeNumberProperty("level", detail.level());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (explanation.dialect().hasToolSizes()) {
      json.writeNumberProperty("getsizeofLeast", parts.leastGetsizeof());
      json.writeNumberProperty("getsizeofMost", parts.mostGetsizeof());
    }
    parts(explanation);
    buffers(parts);
    json.writeArrayPropertyStart("refersTo");
    for (Explanation.Referred referred : explanation.referred()) {
      json.writeStartObject();
      json.writeStringProperty("type", referred.type());
      json.writeNumberProperty("count", referred.count());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void reach(ExplainAnswer.Reach reach) {
    json.writeObjectPropertyStart("reached");
    json.writeNumberProperty("objects", reach.sum().objects());
    json.writeNumberProperty("shallow", reach.sum().shallow());
    json.writeNumberProperty("allocated", reach.sum().allocated());
    json.writeNumberProperty("shared", reach.sum().shared());
    reach
        .tool()
        .ifPresent(tool -> {
          json.writeStringProperty("tool", tool.tool());
          json.writeNumberProperty("toolBytes", tool.bytes());
          json.writeNumberProperty("toolUntold", tool.untold());
        });
    json.writeEndObject();
  }

  private void parts(Explanation explanation) {
    json.writeArrayPropertyStart("parts");
    for (ObjectParts.Part part : explanation.parts().parts()) {
      json.writeStartObject();
      json.writeStringProperty("name", part.name());
      json.writeStringProperty("kind", part.kind().name().toLowerCase(Locale.ROOT));
      json.writeNumberProperty("offset", part.offset());
      json.writeNumberProperty("bytes", part.bytes());
      if (part.itemBytes() > 0) {
        json.writeNumberProperty("itemBytes", part.itemBytes());
      }
      if (part.to() != ObjectParts.NOTHING) {
        json.writeNumberProperty("to", findings.objects().address(part.to()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void buffers(ObjectParts parts) {
    json.writeArrayPropertyStart("buffers");
    for (ObjectParts.Buffer buffer : parts.buffers()) {
      json.writeStartObject();
      json.writeNumberProperty("address", buffer.address());
      json.writeNumberProperty("bytes", buffer.bytes());
      json.writeNumberProperty("block", buffer.pieceBytes());
      if (buffer.used() >= 0) {
        json.writeNumberProperty("used", buffer.used());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
