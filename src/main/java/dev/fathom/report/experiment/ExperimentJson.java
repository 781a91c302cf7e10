package dev.fathom.report.experiment;

import dev.fathom.ask.experiment.Chart;
import dev.fathom.ask.experiment.DataTable;
import dev.fathom.ask.experiment.DataTable.DataColumn;
import dev.fathom.ask.experiment.Experiment;
import dev.fathom.ask.experiment.ExperimentOutcome;
import dev.fathom.ask.experiment.Story;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// Experiments as JSON.
public final class ExperimentJson {
  private ExperimentJson() {}

  /// Writes which there are.
  public static void writeList(List<Experiment> experiments, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeArrayPropertyStart("experiments");
          for (Experiment experiment : experiments) {
            Story story = experiment.story();
            json.writeStartObject();
            json.writeStringProperty("name", story.name());
            json.writeStringProperty("summary", story.summary());
            json.writeStringProperty("talk", story.talk());
            json.writeNumberProperty("items", story.items());
            json.writeStringProperty("itemsMeaning", story.itemsMeaning());
            strings("interpreters", story.interpreters(), json);
            strings("parts", story.parts(), json);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /// Writes what came out of one.
  public static void write(ExperimentOutcome outcome, long wallNanos, OutputStream out) {
    JsonDocument.write(
        outcome.warnings(),
        wallNanos,
        out,
        json -> {
          json.writeStringProperty("experiment", outcome.story().name());
          json.writeStringProperty("talk", outcome.story().talk());
          json.writeStringProperty("saw", outcome.story().saw());
          json.writeNumberProperty("items", outcome.items());
          json.writeArrayPropertyStart("tables");
          outcome.tables().forEach(table -> table(table, json));
          json.writeEndArray();
          json.writeArrayPropertyStart("charts");
          outcome.charts().forEach(chart -> chart(chart, json));
          json.writeEndArray();
          strings("seen", outcome.seen(), json);
          strings("why", outcome.why(), json);
          strings("leftOut", outcome.leftOut(), json);
        });
  }

  private static void strings(String name, List<String> values, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void table(DataTable table, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("id", table.id());
    json.writeArrayPropertyStart("columns");
    for (DataColumn column : table.columns()) {
      json.writeStartObject();
      json.writeStringProperty("id", column.id());
      json.writeStringProperty("kind", column.kind().name().toLowerCase(Locale.ROOT));
      json.writeStringProperty("description", column.description());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("rows");
    for (List<Object> row : table.rows()) {
      json.writeStartObject();
      for (int column = 0; column < row.size(); column++) {
        cell(table.columns().get(column), row.get(column), json);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void cell(DataColumn column, Object value, JsonGenerator json) {
    if (value instanceof Double number) {
      json.writeNumberProperty(column.id(), Math.round(number * 1e4) / 1e4);
    } else if (value instanceof Long number) {
      json.writeNumberProperty(column.id(), number);
    } else if (column.kind() == DataTable.Kind.TEXT) {
      json.writeStringProperty(column.id(), value.toString());
    } // else nothing is known
  }

  private static void chart(Chart chart, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("id", chart.id());
    json.writeStringProperty("title", chart.title());
    json.writeStringProperty("across", chart.across());
    strings("places", chart.places(), json);
    json.writeArrayPropertyStart("series");
    for (Chart.Series series : chart.series()) {
      json.writeStartObject();
      json.writeStringProperty("name", series.name());
      json.writeArrayPropertyStart("points");
      for (Chart.Point point : series.points()) {
        json.writeStartArray();
        json.writeNumber(point.x());
        json.writeNumber(point.y());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
