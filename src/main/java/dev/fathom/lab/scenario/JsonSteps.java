package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.AreaUse;
import dev.fathom.lab.machine.FrameUse;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Shape;
import dev.fathom.lab.machine.Usage;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonWriteFeature;

/// Scenarios and how they went, as JSON.
public final class JsonSteps {
  private static final int SCHEMA = 2;

  private final JsonGenerator json;

  private JsonSteps(JsonGenerator json) {
    this.json = json;
  }

  /// Writes a document and a line feed; the stream stays open.
  ///
  /// @param played scenarios and their steps, in the order of the map
  public static void write(Map<Scenario, List<Step>> played, OutputStream out) {
    write(played, out, JsonFactory.builder());
  }

  /// The same document as it may stand in a `<script>` element of a page.
  public static void writeForScript(Map<Scenario, List<Step>> played, OutputStream out) {
    write(played, out, JsonFactory.builder().characterEscapes(new ScriptEscapes()));
  }

  private static void write(
      Map<Scenario, List<Step>> played, OutputStream out, JsonFactoryBuilder builder) {
    // In ASCII: what else a scenario has may turn the direction of writing around.
    JsonFactory factory =
        builder
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();
    try (JsonGenerator json =
        factory.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      JsonSteps steps = new JsonSteps(json);
      json.writeStartObject();
      json.writeNumberProperty("schema", SCHEMA);
      json.writeArrayPropertyStart("scenarios");
      played.forEach(steps::scenario);
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void scenario(Scenario scenario, List<Step> steps) {
    json.writeStartObject();
    json.writeStringProperty("name", scenario.name());
    json.writeNumberProperty("talk", scenario.talk());
    json.writeStringProperty("place", scenario.place());
    json.writeStringProperty("summary", scenario.summary());
    machine(scenario.shape());
    json.writeArrayPropertyStart("steps");
    for (int i = 0; i < steps.size(); i++) {
      step(steps.get(i), i + 1 < steps.size() ? Optional.of(steps.get(i + 1)) : Optional.empty());
    }
    json.writeEndArray();
    json.writeBooleanProperty("holds", steps.stream().allMatch(Step::holds));
    json.writeEndObject();
  }

  private void machine(Shape shape) {
    json.writeObjectPropertyStart("machine");
    json.writeNumberProperty("pageSize", shape.pageSize());
    json.writeNumberProperty("pages", shape.pages());
    json.writeNumberProperty("frames", shape.frames());
    json.writeNumberProperty("swap", shape.swapSlots());
    json.writeEndObject();
  }

  private void step(Step step, Optional<Step> next) {
    json.writeStartObject();
    json.writeNumberProperty("line", step.line());
    json.writeStringProperty("text", step.text());
    json.writeStringProperty("happened", step.happened());
    if (!step.details().isEmpty()) {
      json.writeArrayPropertyStart("printed");
      step.details().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeBooleanProperty("holds", step.holds());
    if (!step.holds()) {
      json.writeStringProperty("failure", step.failure());
    }
    json.writeStringProperty("picture", words(step.pictureBefore(next)));
    step.mark()
        .ifPresent(mark -> {
          json.writeObjectPropertyStart("mark");
          json.writeStringProperty("task", mark.task());
          json.writeNumberProperty("page", mark.page());
          json.writeStringProperty("outcome", words(mark.outcome()));
          json.writeEndObject();
        });
    json.writeArrayPropertyStart("tables");
    step.tables().forEach(this::table);
    json.writeEndArray();
    json.writeArrayPropertyStart("frames");
    step.frames().forEach(this::frame);
    json.writeEndArray();
    json.writeStringProperty("ram", step.ram());
    json.writeEndObject();
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void table(Step.Table table) {
    json.writeStartObject();
    json.writeStringProperty("task", table.task());
    if (table.isThread()) {
      json.writeStringProperty("threadOf", table.creator());
    }
    Usage usage = table.usage();
    json.writeNumberProperty("virt", usage.virtual());
    json.writeNumberProperty("res", usage.resident());
    json.writeNumberProperty("shr", usage.shared());
    json.writeNumberProperty("pss", usage.proportional());
    json.writeNumberProperty("uss", usage.unique());
    json.writeNumberProperty("swapped", usage.swapped());
    json.writeNumberProperty("minor", usage.minorFaults());
    json.writeNumberProperty("major", usage.majorFaults());
    json.writeArrayPropertyStart("rows");
    table.rows().stream().filter(Row::allowed).forEach(this::row);
    json.writeEndArray();
    if (table.rows().isEmpty()) { // a large machine: also of a process that has nothing yet
      json.writeArrayPropertyStart("areas");
      table.areas().forEach(this::area);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void row(Row row) {
    json.writeStartObject();
    json.writeNumberProperty("page", row.page());
    if (row.isPresent()) {
      json.writeNumberProperty("frame", row.frame());
      json.writeBooleanProperty("writable", row.writable());
      json.writeBooleanProperty("copyOnWrite", row.copyOnWrite());
      json.writeNumberProperty("sharers", row.sharers());
    }
    if (row.swapped()) {
      json.writeBooleanProperty("swapped", true);
    }
    json.writeStringProperty("label", row.label());
    json.writeEndObject();
  }

  private void area(AreaUse use) {
    json.writeStartObject();
    json.writeNumberProperty("first", use.area().first());
    json.writeNumberProperty("pages", use.area().count());
    json.writeBooleanProperty("writable", use.area().writable());
    json.writeStringProperty("label", use.area().label());
    json.writeNumberProperty("resident", use.resident());
    json.writeNumberProperty("shared", use.shared());
    json.writeEndObject();
  }

  private void frame(FrameUse use) {
    json.writeStartObject();
    json.writeNumberProperty("frame", use.frame());
    json.writeNumberProperty("references", use.references());
    if (!use.file().isEmpty()) {
      json.writeStringProperty("file", use.file());
      json.writeNumberProperty("page", use.filePage());
    }
    json.writeEndObject();
  }
}
