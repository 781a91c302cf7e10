package dev.fathom.lab.scenario;

import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Scenarios and how they went, as JSON.
public final class JsonSteps {
  private static final int SCHEMA = 1;

  private JsonSteps() {}

  /// Writes a document and a line feed; the stream stays open.
  ///
  /// @param played scenarios and their steps, in the order of the map
  public static void write(Map<Scenario, List<Step>> played, OutputStream out) {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json =
        factory.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeNumberProperty("schema", SCHEMA);
      json.writeArrayPropertyStart("scenarios");
      played.forEach((scenario, steps) -> scenario(json, scenario, steps));
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void scenario(JsonGenerator json, Scenario scenario, List<Step> steps) {
    json.writeStartObject();
    json.writeStringProperty("name", scenario.name());
    json.writeNumberProperty("talk", scenario.talk());
    json.writeStringProperty("summary", scenario.summary());
    json.writeArrayPropertyStart("steps");
    for (Step step : steps) {
      json.writeStartObject();
      json.writeNumberProperty("line", step.line());
      json.writeStringProperty("text", step.text());
      json.writeStringProperty("happened", step.happened());
      json.writeBooleanProperty("holds", step.holds());
      if (!step.holds()) {
        json.writeStringProperty("failure", step.failure());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanProperty("holds", steps.stream().allMatch(Step::holds));
    json.writeEndObject();
  }
}
