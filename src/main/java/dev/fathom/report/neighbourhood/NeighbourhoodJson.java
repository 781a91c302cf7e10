package dev.fathom.report.neighbourhood;

import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.ask.graph.GraphAnswer;
import dev.fathom.model.object.Detail;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// The answer of `fathom graph` as JSON; `docs/json.md` describes it.
public final class NeighbourhoodJson {
  private NeighbourhoodJson() {}

  /// Writes the surroundings of an object.
  public static void write(GraphAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(answer.findings(), wallNanos, out, json -> parts(json, answer));
  }

  /// The same with the drawing, for a page.
  public static void writeDrawn(GraphAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        answer.findings(),
        wallNanos,
        out,
        json -> {
          parts(json, answer);
          json.writeStringProperty("svg", NeighbourhoodSvg.inPage(answer));
        });
  }

  private static void parts(JsonGenerator json, GraphAnswer answer) {
    nodes(json, answer);
    json.writeArrayPropertyStart("arrows");
    for (Neighbourhood.Arrow arrow : answer.around().arrows()) {
      json.writeStartObject();
      json.writeNumberProperty("from", arrow.from());
      json.writeNumberProperty("to", arrow.to());
      json.writeStringProperty("label", arrow.label());
      json.writeNumberProperty("times", arrow.times());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("folded");
    for (Neighbourhood.Fold fold : answer.around().folds()) {
      json.writeStartObject();
      json.writeNumberProperty("node", fold.node());
      json.writeBooleanProperty("holders", fold.holders());
      json.writeStringProperty("type", fold.type());
      json.writeNumberProperty("objects", fold.count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void nodes(JsonGenerator json, GraphAnswer answer) {
    json.writeArrayPropertyStart("nodes");
    for (Neighbourhood.Node node : answer.around().nodes()) {
      json.writeStartObject();
      json.writeStringProperty("type", node.type());
      json.writeStringProperty("path", node.path());
      json.writeNumberProperty("address", node.address());
      json.writeNumberProperty("steps", node.steps());
      json.writeBooleanProperty("root", node.root());
      json.writeNumberProperty("shallow", node.shallow());
      json.writeNumberProperty("retained", node.retained());
      if (node.counted() > 0) {
        json.writeNumberProperty("counted", node.counted());
      }
      json.writeBooleanProperty("immortal", node.immortal());
      json.writeNumberProperty("seen", node.seen());
      json.writeArrayPropertyStart("details");
      for (Detail detail : answer.details(node)) {
        json.writeStartObject();
        json.writeStringProperty("name", detail.name());
        json.writeStringProperty("value", detail.value());
        json.writeStringProperty("part", detail.part().name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
