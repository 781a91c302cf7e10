package dev.fathom.export.flame;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.export.stack.OwnerStacks;
import dev.fathom.export.stack.StackFrame;
import dev.fathom.export.stack.StackSample;
import dev.fathom.report.TextReport;
import dev.fathom.view.JsonText;
import java.io.OutputStream;
import java.util.List;
import java.util.function.ToLongFunction;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// The file format of speedscope (https://www.speedscope.app/file-format-schema.json): three
/// profiles of samples over the same frames, what is in memory first.
public final class Speedscope implements ExportFormat {
  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out) {
    OwnerStacks stacks = OwnerStacks.of(analysis);
    String title = TextReport.title(analysis.findings());
    try (JsonGenerator json =
        JsonText.factory().createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("$schema", SCHEMA);
      json.writeStringProperty("exporter", "fathom");
      json.writeStringProperty("name", title);
      json.writeNumberProperty("activeProfileIndex", 0);
      json.writeObjectPropertyStart("shared");
      json.writeArrayPropertyStart("frames");
      for (StackFrame frame : stacks.frames()) {
        json.writeStartObject();
        json.writeStringProperty("name", frame.name());
        if (!frame.type().isEmpty()) {
          json.writeStringProperty("file", frame.type());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeArrayPropertyStart("profiles");
      profile(json, "resident: " + title, "bytes", stacks, StackSample::resident);
      profile(json, "allocated: " + title, "bytes", stacks, StackSample::allocated);
      profile(json, "objects: " + title, "none", stacks, StackSample::objects);
      json.writeEndArray();
      json.writeEndObject();
    }
    return new Exported(stacks.objects(), stacks.samples().size(), 0, stacks.notes());
  }

  private static void profile(
      JsonGenerator json,
      String name,
      String unit,
      OwnerStacks stacks,
      ToLongFunction<StackSample> weight) {
    List<StackSample> samples =
        stacks.samples().stream().filter(sample -> weight.applyAsLong(sample) > 0).toList();
    json.writeStartObject();
    json.writeStringProperty("type", "sampled");
    json.writeStringProperty("name", name);
    json.writeStringProperty("unit", unit);
    json.writeNumberProperty("startValue", 0);
    json.writeNumberProperty("endValue", samples.stream().mapToLong(weight).sum());
    json.writeArrayPropertyStart("samples");
    for (StackSample sample : samples) {
      json.writeStartArray();
      stacks.stack(sample.frame()).forEach(json::writeNumber);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("weights");
    samples.forEach(sample -> json.writeNumber(weight.applyAsLong(sample)));
    json.writeEndArray();
    json.writeEndObject();
  }
}
