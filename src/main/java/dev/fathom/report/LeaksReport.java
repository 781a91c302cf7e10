package dev.fathom.report;

import dev.fathom.findings.Findings;
import dev.fathom.graph.Leaks;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What no root reaches, as text and as JSON.
public final class LeaksReport {
  private LeaksReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many shapes are listed
  public static List<String> lines(
      Findings findings, Leaks found, int top, Style style, int width) {
    if (Leaks.withheld(findings)) {
      return Fit.text(Withheld.leaks(findings), width);
    }
    List<Leaks.Leak> leaks = found.leaks();
    long bytes = leaks.stream().mapToLong(Leaks.Leak::bytes).sum();
    List<String> lines = new ArrayList<>();
    if (leaks.isEmpty()) {
      lines.add("No leaks: each object is reached from a variable.");
      return lines;
    }
    long rings = leaks.stream().filter(Leaks.Leak::ring).mapToLong(Leaks.Leak::count).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "~ %,d of %,d objects (%s) are reached from no variable; %,d rings refer to themselves.",
            found.leaked(),
            found.objects(),
            Unit.inText(bytes),
            rings));
    lines.add("");
    Table table =
        new Table(
            Table.Align.LEFT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    Unit unit = Unit.forLargest(leaks.getFirst().bytes());
    table.row("LEAKS", "count", "objects", "bytes", "example", "what");
    for (Leaks.Leak leak : leaks.subList(0, Math.min(top, leaks.size()))) {
      table.row(
          "",
          String.format(Locale.ROOT, "%,d", leak.count()),
          String.format(Locale.ROOT, "%,d", leak.objects()),
          unit.format(leak.bytes()),
          "0x%x".formatted(leak.example()),
          Escape.terminal(leak.shape()));
    }
    lines.addAll(table.headed(style, width));
    if (leaks.size() > top) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT,
                  "       … %,d more shapes; --top N shows more",
                  leaks.size() - top)));
    }
    return lines;
  }

  /// Writes the leaks as JSON.
  public static void write(Findings findings, Leaks found, long wallNanos, OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("objects", found.objects());
          if (Leaks.withheld(findings)) {
            json.writeStringProperty("withheld", Withheld.leaks(findings));
          }
          json.writeNumberProperty("leaked", found.leaked());
          json.writeArrayPropertyStart("leaks");
          for (Leaks.Leak leak : found.leaks()) {
            json.writeStartObject();
            json.writeStringProperty("shape", leak.shape());
            json.writeBooleanProperty("ring", leak.ring());
            json.writeNumberProperty("count", leak.count());
            json.writeNumberProperty("objects", leak.objects());
            json.writeNumberProperty("bytes", leak.bytes());
            json.writeNumberProperty("example", leak.example());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
