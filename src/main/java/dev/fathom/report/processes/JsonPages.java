package dev.fathom.report.processes;

import dev.fathom.analysis.finding.PageFindings;
import dev.fathom.ask.pages.PagesAnswer;
import dev.fathom.model.family.PageTally;
import dev.fathom.report.FindingsJson;
import dev.fathom.report.VirtualSizeReport;
import dev.fathom.report.table.MappingsTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// The pages of a process by mapping, as JSON.
public final class JsonPages {
  private JsonPages() {}

  public static void write(int process, PagesAnswer answer, long wallNanos, OutputStream out) {
    List<PageTally> tallies = answer.tallies();
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("pid", process);
          json.writeBooleanProperty(
              "framesShown", tallies.stream().allMatch(PageTally::framesShown));
          FindingsJson.write(json, PageFindings.of(tallies));
          VirtualSizeReport.json(json, answer.size());
          answer
              .stacks()
              .ifPresent(stacks -> {
                json.writeObjectPropertyStart("threadStacks");
                json.writeNumberProperty("count", stacks.count());
                json.writeNumberProperty("resident", stacks.resident());
                json.writeNumberProperty("mapped", stacks.mapped());
                json.writeEndObject();
              });
          LayoutReport.json(json, answer.layout());
          json.writeArrayPropertyStart("mappings");
          tallies.forEach(tally -> mapping(json, tally));
          json.writeEndArray();
        });
  }

  private static void mapping(JsonGenerator json, PageTally tally) {
    json.writeStartObject();
    JsonTable.properties(json, MappingsTable.SPEC, tally);
    json.writeArrayPropertyStart("sharers");
    tally.sharers().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeEndObject();
  }
}
