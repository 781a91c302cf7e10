package dev.fathom.report;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.sample.Estimate;
import dev.fathom.model.sample.MemorySample;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/// What a sample of a process's memory tells of all of it. Each figure stands with the half width
/// of its interval, and the first line says that nothing was counted.
public final class SampleReport {
  private static final double PERCENT = 100;

  private SampleReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many types to list
  public static List<String> lines(MemorySample sample, int top, Style style, int width) {
    List<String> lines = new ArrayList<>();
    Findings findings = sample.findings();
    String runtimes =
        findings.runtimes().stream()
            .map(each -> each.title() + " · ")
            .distinct()
            .collect(Collectors.joining());
    lines.add(
        style.bold(
            Fit.line(
                runtimes
                    + "pid "
                    + findings.identity().process()
                    + " · "
                    + Escape.terminal(findings.identity().shown().line()),
                width)));
    lines.addAll(
        Fit.text(
            String.format(
                Locale.ROOT,
                "SAMPLE: estimated from %s of %s of anonymous memory (%,d of %,d pieces, drawn by"
                    + " chance), looked at while the process ran. ± is half of a 95 %% interval.",
                ByteUnit.inText(sample.looked()),
                ByteUnit.inText(sample.resident()),
                sample.drawn(),
                sample.units()),
            width));
    lines.addAll(Fit.text(verdict(sample), width));
    lines.add("");
    Table uses =
        new Table(Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT);
    uses.row("BYTES", "±", "%", "USED FOR");
    for (MemorySample.Use use : sample.uses()) {
      uses.row(
          bytes(use.bytes().value()),
          bytes(use.bytes().error()),
          percent(use.bytes(), sample),
          use.kind().title());
    }
    lines.addAll(uses.headed(style, width));
    lines.add("");
    Table types =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT);
    types.row("BYTES", "±", "OBJECTS", "±", "TYPE");
    for (MemorySample.OfType type : sample.types().stream().limit(top).toList()) {
      types.row(
          bytes(type.bytes().value()),
          bytes(type.bytes().error()),
          String.format(Locale.ROOT, "%,.0f", type.objects().value()),
          String.format(Locale.ROOT, "%,.0f", type.objects().error()),
          Escape.terminal(type.type()));
    }
    lines.addAll(types.headed(style, width));
    if (sample.unnoticed() > 0) {
      lines.add("");
      lines.addAll(
          Fit.text(
              "A type of which nothing was seen has less than "
                  + ByteUnit.inText(sample.unnoticed())
                  + " (95 %).",
              width));
    }
    return lines;
  }

  /// The largest use, and the type that has most.
  private static String verdict(MemorySample sample) {
    if (sample.resident() == 0) {
      return "No anonymous memory of it that can be written to is in memory.";
    }
    MemorySample.Use most =
        sample.uses().stream()
            .max(Comparator.comparingDouble(use -> use.bytes().value()))
            .orElseThrow();
    String type =
        sample.types().stream()
            .findFirst()
            .map(each ->
                " By type, "
                    + Escape.terminal(each.type())
                    + " has most: "
                    + about(each.bytes())
                    + ".")
            .orElse("");
    return "~ Most is " + most.kind().title() + ": " + about(most.bytes()) + "." + type;
  }

  private static String about(Estimate bytes) {
    return bytes(bytes.value()) + " ± " + bytes(bytes.error());
  }

  private static String bytes(double bytes) {
    return ByteUnit.inText(Math.round(bytes));
  }

  private static String percent(Estimate bytes, MemorySample sample) {
    return sample.resident() == 0
        ? "0.0"
        : String.format(Locale.ROOT, "%.1f", PERCENT * bytes.value() / sample.resident());
  }

  /// Writes it as JSON.
  public static void writeJson(MemorySample sample, long wallNanos, OutputStream out) {
    JsonDocument.write(
        sample.findings(),
        wallNanos,
        out,
        json -> {
          json.writeObjectPropertyStart("sample");
          json.writeNumberProperty("resident", sample.resident());
          json.writeNumberProperty("looked", sample.looked());
          json.writeNumberProperty("pieceBytes", MemorySample.UNIT_BYTES);
          json.writeNumberProperty("pieces", sample.units());
          json.writeNumberProperty("drawn", sample.drawn());
          json.writeNumberProperty("unnoticed", sample.unnoticed());
          json.writeEndObject();
          json.writeArrayPropertyStart("uses");
          for (MemorySample.Use use : sample.uses()) {
            json.writeStartObject();
            json.writeStringProperty("use", use.kind().name().toLowerCase(Locale.ROOT));
            estimate(json, "bytes", use.bytes());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("types");
          for (MemorySample.OfType type : sample.types()) {
            json.writeStartObject();
            json.writeStringProperty("type", type.type());
            estimate(json, "bytes", type.bytes());
            estimate(json, "objects", type.objects());
            json.writeNumberProperty("pieces", type.units());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void estimate(JsonGenerator json, String name, Estimate estimate) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("estimate", Math.round(estimate.value()));
    json.writeNumberProperty("least", (long) Math.floor(estimate.least()));
    json.writeNumberProperty("most", (long) Math.ceil(estimate.most()));
    json.writeEndObject();
  }
}
