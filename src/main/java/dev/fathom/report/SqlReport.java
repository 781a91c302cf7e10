package dev.fathom.report;

import dev.fathom.model.Findings;
import dev.fathom.snapshot.sql.Query;
import dev.fathom.view.Escape;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The answer to a query.
public final class SqlReport {
  private static final int WIDEST_CELL = 200;

  private SqlReport() {}

  /// {@return the answer as lines: a table, its numbers at the right}
  public static List<String> lines(Query.Answer answer, Style style, int width) {
    if (answer.columns().isEmpty()) {
      return List.of();
    }
    Table.Align[] alignments = new Table.Align[answer.columns().size()];
    for (int column = 0; column < alignments.length; column++) {
      int at = column;
      boolean numbers =
          answer.rows().stream().allMatch(row -> row.get(at) instanceof Number)
              && !answer.rows().isEmpty();
      alignments[column] = numbers ? Table.Align.RIGHT : Table.Align.LEFT;
    }
    Table table = new Table(alignments);
    table.row(cells(answer.columns()));
    answer.rows().forEach(row -> table.row(cells(row)));
    List<String> lines = new ArrayList<>(table.headed(style, width));
    if (answer.rows().isEmpty()) {
      lines.add(style.dim("(no rows)"));
    }
    return lines;
  }

  private static String[] cells(List<? extends @Nullable Object> row) {
    return row.stream()
        .map(value -> value == null ? "" : Escape.terminal(value.toString(), WIDEST_CELL))
        .toArray(String[]::new);
  }

  /// Writes the answer as JSON.
  ///
  /// @param findings that were asked; empty of a dataset
  public static void json(
      Optional<Findings> findings, Query.Answer answer, long wallNanos, OutputStream out) {
    if (findings.isPresent()) {
      JsonDocument.write(findings.get(), wallNanos, out, json -> write(answer, json));
    } else {
      JsonDocument.write(List.of(), wallNanos, out, json -> write(answer, json));
    }
  }

  private static void write(Query.Answer answer, JsonGenerator json) {
    json.writeArrayPropertyStart("columns");
    answer.columns().forEach(json::writeString);
    json.writeEndArray();
    json.writeArrayPropertyStart("rows");
    for (List<@Nullable Object> row : answer.rows()) {
      json.writeStartArray();
      row.forEach(value -> value(value, json));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void value(@Nullable Object value, JsonGenerator json) {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString(value.toString());
    }
  }
}
