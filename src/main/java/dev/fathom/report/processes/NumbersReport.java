package dev.fathom.report.processes;

import dev.fathom.ask.numbers.Bridge;
import dev.fathom.ask.numbers.KernelFigure;
import dev.fathom.ask.numbers.NumbersAnswer;
import dev.fathom.report.Notes;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The kernel's numbers of a process: what each means, and how the largest become the balance.
public final class NumbersReport {
  /// The width of a name and of a number.
  private static final int NAME = 16;

  private static final int VALUE = 13;

  /// What `/proc` counts in.
  private static final long KIB = 1024;

  private NumbersReport() {}

  /// {@return lines of at most `width` characters}
  public static List<String> lines(NumbersAnswer answer, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        style.bold(
            Fit.line(
                Escape.terminal(answer.findings().program())
                    + " · pid "
                    + answer.findings().identity().process(),
                width)));
    for (Bridge bridge : answer.bridges()) {
      lines.add("");
      lines.addAll(bridge(bridge, style, width));
    }
    String source = "";
    for (KernelFigure figure : answer.figures()) {
      if (!figure.source().equals(source)) {
        source = figure.source();
        lines.add("");
        lines.add(style.bold(source));
      }
      lines.addAll(figure(figure, width));
    }
    lines.addAll(Notes.ofIncomplete(answer.findings(), style, width));
    return lines;
  }

  private static List<String> bridge(Bridge bridge, Style style, int width) {
    Table table = new Table(Table.Align.RIGHT, Table.Align.LEFT);
    String name = bridge.id().substring(bridge.id().indexOf('.') + 1);
    table.row(kib(bridge.total()), name + " is");
    for (Bridge.Span span : bridge.spans()) {
      table.row(kib(span.bytes()), Escape.terminal(span.label()));
    }
    return table.headed(style, width);
  }

  /// A number and its meaning, which goes on below itself.
  private static List<String> figure(KernelFigure figure, int width) {
    String value =
        figure.amount() ? kib(figure.value()) : String.format(Locale.ROOT, "%,d", figure.value());
    String made = figure.from().isEmpty() ? "" : " (" + figure.from() + ")";
    String head =
        String.format(Locale.ROOT, "  %-" + NAME + "s%" + VALUE + "s  ", figure.name(), value);
    List<String> text = Fit.text(figure.meaning() + made, Math.max(1, width - head.length()));
    List<String> lines = new ArrayList<>();
    for (String line : text) {
      lines.add(Fit.line((lines.isEmpty() ? head : " ".repeat(head.length())) + line, width));
    }
    return lines;
  }

  private static String kib(long bytes) {
    return String.format(Locale.ROOT, "%,d kB", bytes / KIB);
  }

  /// Writes it as JSON.
  public static void writeJson(NumbersAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        answer.findings(),
        wallNanos,
        out,
        json -> {
          json.writeArrayPropertyStart("figures");
          for (KernelFigure figure : answer.figures()) {
            json.writeStartObject();
            json.writeStringProperty("source", figure.source());
            json.writeStringProperty("name", figure.name());
            json.writeNumberProperty(figure.amount() ? "bytes" : "count", figure.value());
            if (!figure.from().isEmpty()) {
              json.writeStringProperty("from", figure.from());
            }
            json.writeStringProperty("meaning", figure.meaning());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("bridges");
          for (Bridge bridge : answer.bridges()) {
            json.writeStartObject();
            json.writeStringProperty("figure", bridge.id());
            json.writeNumberProperty("bytes", bridge.total());
            json.writeArrayPropertyStart("spans");
            for (Bridge.Span span : bridge.spans()) {
              json.writeStartObject();
              json.writeStringProperty("id", span.id());
              json.writeStringProperty("label", span.label());
              json.writeNumberProperty("bytes", span.bytes());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
