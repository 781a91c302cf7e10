package dev.fathom.report.export;

import dev.fathom.export.Exported;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What was written for other programs, and which of them reads it.
public final class ExportReport {
  private static final String READ_BY = "READ BY  ";
  private static final String BETWEEN = "   ·   ";

  private ExportReport() {}

  /// {@return lines of at most `width` characters}
  public static List<String> lines(WrittenExport written, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(Fit.line(Escape.terminal(TextReport.title(written.findings())), width)));
    Exported exported = written.exported();
    String what =
        String.format(
            Locale.ROOT,
            "%s written (%s): %s for %,d objects in %,d records%s.",
            Escape.terminal(written.file().toString()),
            written.format(),
            ByteUnit.inText(written.bytes()),
            exported.objects(),
            exported.records(),
            exported.edges() == 0
                ? ""
                : String.format(Locale.ROOT, " and %,d edges", exported.edges()));
    lines.addAll(Fit.text(what, width));
    for (String note : exported.notes()) {
      lines.addAll(Fit.text(style.warning("note: ") + Escape.terminal(note), width));
    }
    lines.add("");
    lines.add(style.dim(readers(written, width)));
    return lines;
  }

  /// As many of those that read it as a line has room for, at least one.
  private static String readers(WrittenExport written, int width) {
    String file = Escape.word(written.file().toString(), "FILE");
    StringBuilder line = new StringBuilder(READ_BY);
    for (String reader : written.readers()) {
      String command = reader.replace("FILE", file);
      if (line.length() == READ_BY.length()) {
        line.append(READ_BY.length() + command.length() <= width ? command : reader);
      } else if (line.length() + BETWEEN.length() + command.length() <= width) {
        line.append(BETWEEN).append(command);
      }
    }
    return line.toString();
  }

  /// Writes the same as JSON.
  public static void json(WrittenExport written, long wallNanos, OutputStream out) {
    Exported exported = written.exported();
    JsonDocument.write(
        written.findings(),
        wallNanos,
        out,
        json -> {
          json.writeObjectPropertyStart("export");
          json.writeStringProperty("format", written.format());
          json.writeStringProperty("file", written.file().toString());
          json.writeNumberProperty("bytes", written.bytes());
          json.writeNumberProperty("objects", exported.objects());
          json.writeNumberProperty("records", exported.records());
          json.writeNumberProperty("edges", exported.edges());
          json.writeArrayPropertyStart("notes");
          exported.notes().forEach(json::writeString);
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
