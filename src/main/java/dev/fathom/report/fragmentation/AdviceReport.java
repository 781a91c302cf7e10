package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.Sentences;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// What would make a process smaller, as text and as JSON.
final class AdviceReport {
  private AdviceReport() {}

  /// {@return lines of at most `width` characters, none where there is no advice}
  static List<String> lines(List<Finding> all, Style style, int width) {
    List<String> lines = new ArrayList<>();
    if (all.isEmpty()) {
      return lines;
    }
    lines.add("");
    lines.add(style.bold("ADVICE") + "  (the gains overlap)");
    for (Finding advice : all) {
      String said = sign(advice) + ByteUnit.inText(advice.bytes()) + "  " + Sentences.of(advice);
      List<String> wrapped = Fit.text(said, width - 4);
      lines.add("  " + wrapped.getFirst());
      wrapped.subList(1, wrapped.size()).forEach(line -> lines.add("    " + line));
    }
    return lines;
  }

  private static String sign(Finding advice) {
    return switch (advice.evidence()) {
      case EXACT -> "";
      case VALIDATED, HEURISTIC -> "~ ";
    };
  }

  static void write(JsonGenerator json, List<Advice> all) {
    json.writeArrayPropertyStart("advice");
    for (Advice advice : all) {
      json.writeStartObject();
      json.writeStringProperty("action", advice.action().id());
      json.writeNumberProperty("bytes", advice.bytes());
      json.writeStringProperty(
          "evidence", advice.evidence().name().toLowerCase(java.util.Locale.ROOT));
      json.writeStringProperty("basis", advice.basis());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
