package dev.fathom.report;

import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
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
    List<String> lines = new ArrayList<>();
    for (Warning warning : findings.warnings()) {
      // What moved meanwhile may be held from where nobody looked any more.
      if (warning.partial() || warning.code().equals(Warning.NOT_HELD)) {
        lines.addAll(Fit.text(Escape.terminal(capital(warning.message())) + ".", width));
      }
    }
    String doubt = Doubt.of(found);
    if (!doubt.isEmpty()) {
      lines.addAll(Fit.text(doubt, width));
    }
    if (found.objects() == 0) {
      lines.add("No objects and no chunks were read: nothing can be said of leaks.");
      return lines;
    }
    if (found.leaks().isEmpty()) {
      lines.add("No leaks: each object is reached from a variable.");
      return lines;
    }
    List<Leaks.Leak> lost =
        found.leaks().stream().filter(leak -> leak.evidence() != Leaks.Evidence.DOUBTFUL).toList();
    lines.addAll(Fit.text(summary(found, lost), width));
    table(lines, "LEAKS", lost, top, style, width);
    table(lines, "HELD, NOT SEEN BY WHAT", found.of(Leaks.Evidence.DOUBTFUL), top, style, width);
    return lines;
  }

  private static String capital(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private static String summary(Leaks found, List<Leaks.Leak> lost) {
    if (lost.isEmpty()) {
      return "Nothing is known to be lost.";
    }
    long rings = lost.stream().filter(Leaks.Leak::ring).mapToLong(Leaks.Leak::count).sum();
    boolean counted = lost.getFirst().evidence() == Leaks.Evidence.CERTAIN;
    return String.format(
        Locale.ROOT,
        "~ %,d of %,d objects (%s) are reached from no variable; %,d rings refer to themselves.%s",
        Doubt.objects(lost),
        found.objects(),
        Unit.inText(Doubt.bytes(lost)),
        rings,
        counted ? " All references that are counted to them come from among them." : "");
  }

  private static void table(
      List<String> lines, String title, List<Leaks.Leak> leaks, int top, Style style, int width) {
    if (leaks.isEmpty()) {
      return;
    }
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
    table.row(title, "count", "objects", "bytes", "example", "what");
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
          json.writeNumberProperty("certain", Doubt.objects(found.of(Leaks.Evidence.CERTAIN)));
          json.writeNumberProperty("doubtful", Doubt.objects(found.of(Leaks.Evidence.DOUBTFUL)));
          json.writeStringProperty("doubt", Doubt.of(found));
          json.writeArrayPropertyStart("silentTypes");
          for (Leaks.Silent silent : found.silent()) {
            json.writeStartObject();
            json.writeStringProperty("type", silent.type());
            json.writeNumberProperty("instances", silent.instances());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("leaks");
          for (Leaks.Leak leak : found.leaks()) {
            json.writeStartObject();
            json.writeStringProperty("shape", leak.shape());
            json.writeStringProperty("evidence", leak.evidence().id());
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
