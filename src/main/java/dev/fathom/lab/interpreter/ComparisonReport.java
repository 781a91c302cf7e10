package dev.fathom.lab.interpreter;

import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Percent;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The same programs in the interpreters of the lab.
public final class ComparisonReport {
  private ComparisonReport() {}

  /// {@return lines of at most `width` characters}
  public static List<String> lines(List<Comparison.Row> rows, int items, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        Fit.text(
            String.format(
                Locale.ROOT,
                "%,d of each, in models of the interpreters: bytes of memory for an item, what of"
                    + " the memory is free and cannot be given back (trapped), and which share of"
                    + " its pages a forked child copies that only looks at every item.",
                items),
            width));
    for (Comparison.Program program : Comparison.Program.values()) {
      lines.add("");
      lines.add(style.bold(Fit.line(program.words(), width)));
      Table table =
          new Table(
              Table.Align.LEFT,
              Table.Align.RIGHT,
              Table.Align.RIGHT,
              Table.Align.RIGHT,
              Table.Align.RIGHT,
              Table.Align.RIGHT);
      table.row("INTERPRETER", "in memory", "an item", "trapped", "whole pages", "reader copies");
      List<Comparison.Row> own = rows.stream().filter(row -> row.program() == program).toList();
      ByteUnit unit =
          ByteUnit.forLargest(
              own.stream().mapToLong(row -> row.count().resident()).max().orElse(0));
      for (Comparison.Row row : own) {
        HeapCount count = row.count();
        table.row(
            row.interpreter(),
            unit.format(count.resident()),
            String.format(Locale.ROOT, "%,.1f B", row.bytesAnItem()),
            Percent.of((double) count.trapped() / count.resident()),
            Percent.of((double) count.releasable() / count.resident()),
            Percent.of(row.readerCopies()));
      }
      lines.addAll(table.lines(width));
    }
    return lines;
  }

  /// Writes it as JSON.
  public static void writeJson(
      List<Comparison.Row> rows, int items, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("items", items);
          json.writeArrayPropertyStart("rows");
          for (Comparison.Row row : rows) {
            json.writeStartObject();
            json.writeStringProperty("program", row.program().id());
            json.writeStringProperty("interpreter", row.interpreter());
            json.writeNumberProperty("items", row.items());
            json.writeNumberProperty("mapped", row.count().mapped());
            json.writeNumberProperty("resident", row.count().resident());
            json.writeNumberProperty("live", row.count().live());
            json.writeNumberProperty("bookkeeping", row.count().bookkeeping());
            json.writeNumberProperty("trapped", row.count().trapped());
            json.writeNumberProperty("releasable", row.count().releasable());
            json.writeNumberProperty("readerCopies", row.readerCopies());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
