package dev.fathom.report;

import dev.fathom.model.family.PageTally;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// The pages of a process by mapping, as JSON.
public final class JsonPages {
  private JsonPages() {}

  public static void write(int process, List<PageTally> tallies, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("pid", process);
          json.writeBooleanProperty(
              "framesShown", tallies.stream().allMatch(PageTally::framesShown));
          json.writeArrayPropertyStart("mappings");
          tallies.forEach(tally -> mapping(json, tally));
          json.writeEndArray();
        });
  }

  private static void mapping(JsonGenerator json, PageTally tally) {
    json.writeStartObject();
    json.writeNumberProperty("start", tally.mapping().start());
    json.writeNumberProperty("end", tally.mapping().end());
    json.writeStringProperty("permissions", tally.mapping().permissions());
    json.writeStringProperty("name", tally.mapping().name());
    json.writeNumberProperty("rss", tally.rss());
    json.writeNumberProperty("pss", tally.pss());
    json.writeNumberProperty("uss", tally.uss());
    json.writeNumberProperty("shared", tally.shared());
    json.writeNumberProperty("anonymous", tally.anonymous());
    json.writeNumberProperty("file", tally.file());
    json.writeNumberProperty("sharedMemory", tally.sharedMemory());
    json.writeNumberProperty("huge", tally.huge());
    json.writeNumberProperty("merged", tally.merged());
    json.writeNumberProperty("zero", tally.zero());
    json.writeNumberProperty("swapped", tally.swapped());
    json.writeArrayPropertyStart("sharers");
    tally.sharers().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeEndObject();
  }
}
