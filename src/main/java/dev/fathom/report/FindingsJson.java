package dev.fathom.report;

import dev.fathom.analysis.finding.Finding;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// What is concluded, as JSON and in lines.
public final class FindingsJson {
  private FindingsJson() {}

  /// Writes findings as the array `findings`.
  public static void write(JsonGenerator json, List<Finding> findings) {
    json.writeArrayPropertyStart("findings");
    for (Finding finding : findings) {
      json.writeStartObject();
      json.writeStringProperty("id", finding.kind().id());
      json.writeStringProperty("severity", finding.severity().id());
      json.writeNumberProperty("bytes", finding.bytes());
      json.writeNumberProperty("share", Math.round(finding.share() * 1e4) / 1e4);
      json.writeStringProperty("evidence", finding.evidence().name().toLowerCase(Locale.ROOT));
      json.writeArrayPropertyStart("subjects");
      finding.subjects().forEach(json::writeString);
      json.writeEndArray();
      json.writeStringProperty("sentence", finding.sentence());
      if (!finding.next().isEmpty()) {
        json.writeStringProperty("next", finding.next());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
