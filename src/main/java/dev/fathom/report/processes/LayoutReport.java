package dev.fathom.report.processes;

import dev.fathom.analysis.account.picture.AddressLayout;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// An address space in the order of its addresses, drawn.
final class LayoutReport {
  /// What `/proc` counts in.
  private static final long KIB = 1024;

  private LayoutReport() {}

  /// {@return lines of at most `width` characters}
  static List<String> lines(AddressLayout layout, Style style, int width) {
    Table table =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    table.row("FROM", "SIZE", "HERE", "PAGES", "kB");
    for (AddressLayout.Row row : layout.rows()) {
      if (row.gap() > 0) {
        table.row("⋮", "", "", "", "(" + ByteUnit.inText(row.gap()) + " not mapped)");
      }
      table.row(
          Long.toHexString(row.start()),
          kib(row.bytes()),
          kib(row.resident()),
          cells(row),
          what(row));
    }
    List<String> lines = new ArrayList<>(table.headed(style, width));
    lines.add("");
    Fit.indented("a sign is a page or more: █ all here, ▓ ▒ ░ less, · not here, s swapped", width)
        .forEach(each -> lines.add(style.dim(each)));
    return lines;
  }

  private static String cells(AddressLayout.Row row) {
    StringBuilder drawn = new StringBuilder();
    row.cells().forEach(cell -> drawn.append(cell.sign()));
    return drawn.toString();
  }

  private static String what(AddressLayout.Row row) {
    String file = row.name().substring(row.name().lastIndexOf('/') + 1);
    return file.isEmpty() ? row.part().label() : row.part().label() + " " + Escape.terminal(file);
  }

  private static String kib(long bytes) {
    return String.format(Locale.ROOT, "%,d", bytes / KIB);
  }

  /// Writes it as a property.
  static void json(JsonGenerator json, AddressLayout layout) {
    json.writeArrayPropertyStart("layout");
    for (AddressLayout.Row row : layout.rows()) {
      json.writeStartObject();
      json.writeNumberProperty("start", row.start());
      json.writeNumberProperty("end", row.end());
      json.writeStringProperty("part", row.part().id());
      json.writeStringProperty("name", row.name());
      json.writeNumberProperty("bytes", row.bytes());
      json.writeNumberProperty("resident", row.resident());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
