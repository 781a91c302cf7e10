package dev.fathom.report;

import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.analysis.finding.LeakFindings;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.ask.leaks.LeaksAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.report.table.LeaksTable;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
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
  public static List<String> lines(LeaksAnswer answer, int top, Style style, int width) {
    Leaks found = answer.leaks();
    if (Leaks.withheld(answer.findings())) {
      return Fit.text(LeakFindings.withheld(answer.findings()), width);
    }
    List<String> lines = new ArrayList<>();
    for (Finding finding : answer.told()) {
      if (finding.kind() != FindingKind.LEAKED) {
        lines.addAll(Fit.text(Sentences.of(finding), width));
      }
    }
    if (found.objects() == 0) {
      lines.add("No objects and no chunks were read: nothing can be said of leaks.");
      return lines;
    }
    boolean middleOnly = found.leaks().size() == found.of(Leaks.Evidence.MIDDLE).size();
    if (middleOnly) {
      lines.add("No leaks: each object is reached from a variable.");
    }
    List<Leaks.Leak> lost = found.lost();
    String leaked =
        Sentences.of(
            answer.told().stream()
                .filter(finding -> finding.kind() == FindingKind.LEAKED)
                .toList());
    if (!middleOnly) {
      lines.addAll(Fit.text(leaked.isEmpty() ? "Nothing is known to be lost." : leaked, width));
    }
    table(lines, "LEAKS", lost, top, style, width);
    table(lines, "HELD, NOT SEEN BY WHAT", found.of(Leaks.Evidence.DOUBTFUL), top, style, width);
    table(lines, "HELD BY THE MIDDLE ONLY", found.of(Leaks.Evidence.MIDDLE), top, style, width);
    return lines;
  }

  private static void table(
      List<String> lines, String title, List<Leaks.Leak> leaks, int top, Style style, int width) {
    if (leaks.isEmpty()) {
      return;
    }
    lines.add("");
    ByteUnit unit = ByteUnit.forLargest(leaks.getFirst().bytes());
    lines.addAll(
        ScreenTable.of(LeaksTable.SPEC, title)
            .show("count", unit)
            .show("objects", unit)
            .show("bytes", unit)
            .show("example", unit)
            .show("shape", unit)
            .lines(leaks.subList(0, Math.min(top, leaks.size())), style, width));
    if (leaks.size() > top) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT,
                  "       … %,d more shapes; --top N shows more",
                  leaks.size() - top)));
    }
  }

  private static String doubt(List<Finding> told) {
    return Sentences.of(
        told.stream().filter(finding -> finding.kind() == FindingKind.DOUBTFUL).toList());
  }

  /// Writes the leaks as JSON.
  public static void write(LeaksAnswer answer, long wallNanos, OutputStream out) {
    Findings findings = answer.findings();
    Leaks found = answer.leaks();
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("objects", found.objects());
          if (Leaks.withheld(findings)) {
            json.writeStringProperty("withheld", LeakFindings.withheld(findings));
          }
          json.writeNumberProperty("leaked", found.leaked());
          json.writeNumberProperty(
              "certain", LeakFindings.objects(found.of(Leaks.Evidence.CERTAIN)));
          json.writeNumberProperty(
              "doubtful", LeakFindings.objects(found.of(Leaks.Evidence.DOUBTFUL)));
          json.writeNumberProperty("middle", LeakFindings.objects(found.of(Leaks.Evidence.MIDDLE)));
          json.writeStringProperty("doubt", doubt(answer.told()));
          FindingsJson.write(json, answer.told());
          json.writeArrayPropertyStart("silentTypes");
          for (Leaks.Silent silent : found.silent()) {
            json.writeStartObject();
            json.writeStringProperty("type", silent.type());
            json.writeNumberProperty("instances", silent.instances());
            json.writeEndObject();
          }
          json.writeEndArray();
          JsonTable.write(json, LeaksTable.SPEC, found.leaks());
        });
  }
}
