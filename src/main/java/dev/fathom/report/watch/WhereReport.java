package dev.fathom.report.watch;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.watch.CallStack;
import dev.fathom.model.watch.GrowthLedger;
import dev.fathom.model.watch.NoticedGrowth;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// What grew at which line and in which function.
public final class WhereReport {
  private WhereReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many lines and functions are listed
  public static List<String> lines(GrowthLedger ledger, int top, Style style, int width) {
    if (ledger.bytes() == 0) {
      return new ArrayList<>(List.of("Nothing grew."));
    }
    List<String> lines = new ArrayList<>(Fit.text(verdict(ledger), width));
    if (ledger.stacks() == 0) {
      return lines;
    }
    ByteUnit unit = ByteUnit.forLargest(ledger.bytes());
    lines.addAll(byLine(ledger, top, unit).section(style, width));
    lines.addAll(byFunction(ledger, top, unit).section(style, width));
    lines.add("");
    return lines;
  }

  private static String verdict(GrowthLedger ledger) {
    StringBuilder text = new StringBuilder();
    text.append("Grew by ").append(ByteUnit.inText(ledger.bytes()));
    if (ledger.givenBack() > 0) {
      text.append(", and gave back ").append(ByteUnit.inText(ledger.givenBack()));
    }
    text.append(". ");
    if (ledger.stacks() == 0) {
      return text.append("No line is known: no stack of a language could be read.").toString();
    }
    text.append(Percent.of((double) (ledger.bytes() - ledger.unplaced()) / ledger.bytes()))
        .append(" has a line: ")
        .append(Percent.of((double) ledger.sure() / ledger.bytes()))
        .append(" was noticed while that line ran; the rest while the thread waited there, and")
        .append(" grew at it or right before.");
    if (ledger.torn() + ledger.cut() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              " Of %,d stacks %,d changed while they were read (torn), %,d were deeper than is"
                  + " read.",
              ledger.stacks(),
              ledger.torn(),
              ledger.cut()));
    }
    return text.toString();
  }

  private static Table byLine(GrowthLedger ledger, int top, ByteUnit unit) {
    Table table =
        new Table(Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("GREW", "%", "times", "at line");
    for (GrowthLedger.Row row : first(ledger.lines(), top)) {
      table.row(
          unit.format(row.self()),
          Percent.number(row.self(), ledger.bytes()),
          String.format(Locale.ROOT, "%,d", row.times()),
          place(row.place()));
    }
    return table;
  }

  private static Table byFunction(GrowthLedger ledger, int top, ByteUnit unit) {
    Table table =
        new Table(Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("ITSELF", "WITH CALLS", "%", "in function");
    for (GrowthLedger.Row row : first(ledger.functions(), top)) {
      table.row(
          unit.format(row.self()),
          unit.format(row.all()),
          Percent.number(row.all(), ledger.bytes()),
          place(row.place()));
    }
    return table;
  }

  private static List<GrowthLedger.Row> first(List<GrowthLedger.Row> rows, int top) {
    return rows.subList(0, Math.min(top, rows.size()));
  }

  /// `app.py:12 load`, the file by its last part.
  private static String place(CallStack.Frame frame) {
    if (frame.equals(GrowthLedger.ELSEWHERE)) {
      return "(elsewhere)";
    }
    String file = frame.file().substring(frame.file().lastIndexOf('/') + 1);
    String line = frame.line() > 0 ? ":" + frame.line() : "";
    return Escape.terminal(file + line + " " + frame.function());
  }

  /// Writes a part of a growth as an object.
  static void json(JsonGenerator json, NoticedGrowth.Charge charge) {
    json.writeStartObject();
    json.writeNumberProperty("bytes", charge.bytes());
    json.writeNumberProperty("thread", charge.stack().thread());
    json.writeBooleanProperty("sure", charge.sure());
    json.writeStringProperty("read", charge.stack().state().name().toLowerCase(Locale.ROOT));
    json.writeArrayPropertyStart("stack");
    for (CallStack.Frame frame : charge.stack().frames()) {
      json.writeStartObject();
      place(json, frame);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// Writes all as properties.
  static void json(JsonGenerator json, GrowthLedger ledger) {
    json.writeNumberProperty("bytes", ledger.bytes());
    json.writeNumberProperty("sure", ledger.sure());
    json.writeNumberProperty("unplaced", ledger.unplaced());
    json.writeNumberProperty("givenBack", ledger.givenBack());
    json.writeNumberProperty("stacks", ledger.stacks());
    json.writeNumberProperty("torn", ledger.torn());
    json.writeNumberProperty("cut", ledger.cut());
    rows(json, "lines", ledger.lines());
    rows(json, "functions", ledger.functions());
  }

  private static void rows(JsonGenerator json, String name, List<GrowthLedger.Row> rows) {
    json.writeArrayPropertyStart(name);
    for (GrowthLedger.Row row : rows) {
      json.writeStartObject();
      place(json, row.place());
      json.writeNumberProperty("self", row.self());
      json.writeNumberProperty("all", row.all());
      json.writeNumberProperty("times", row.times());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void place(JsonGenerator json, CallStack.Frame frame) {
    json.writeStringProperty("function", frame.function());
    json.writeStringProperty("file", frame.file());
    if (frame.line() > 0) {
      json.writeNumberProperty("line", frame.line());
    }
  }
}
