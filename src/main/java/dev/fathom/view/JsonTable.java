package dev.fathom.view;

import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Tables as arrays of objects.
public final class JsonTable {
  private JsonTable() {}

  /// Writes a table under its id.
  public static <R> void write(JsonGenerator json, TableSpec<R> spec, List<R> rows) {
    write(json, spec.id(), spec, rows);
  }

  /// The same under another name.
  public static <R> void write(JsonGenerator json, String name, TableSpec<R> spec, List<R> rows) {
    json.writeArrayPropertyStart(name);
    for (R row : rows) {
      json.writeStartObject();
      properties(json, spec, row);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// Writes the columns of a row as properties of the object that was begun.
  public static <R> void properties(JsonGenerator json, TableSpec<R> spec, R row) {
    for (Column<R> column : spec.columns()) {
      switch (column.value().apply(row)) {
        case null -> {}
        case Long number -> json.writeNumberProperty(column.id(), number);
        case Double number -> json.writeNumberProperty(column.id(), number);
        case Boolean flag -> json.writeBooleanProperty(column.id(), flag);
        case Object text -> json.writeStringProperty(column.id(), text.toString());
      }
    }
  }
}
