package dev.fathom.report;

import dev.fathom.analysis.account.Absence;
import dev.fathom.analysis.account.VirtualSize;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Fit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Why VIRT is more than RES.
public final class VirtualSizeReport {
  private VirtualSizeReport() {}

  /// {@return a sentence, in lines of at most `width` characters}
  public static List<String> lines(VirtualSize size, int width) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<Absence, Long> part : largestFirst(size)) {
      parts.add(ByteUnit.inText(part.getValue()) + " " + part.getKey().label());
    }
    String sentence =
        "VIRT %s = RES %s in memory (of it SHR %s: of files and shared memory)%s."
            .formatted(
                ByteUnit.inText(size.bytes()),
                ByteUnit.inText(size.resident()),
                ByteUnit.inText(size.shared()),
                parts.isEmpty() ? "" : " + " + String.join(" + ", parts));
    return Fit.text(sentence, width);
  }

  private static List<Map.Entry<Absence, Long>> largestFirst(VirtualSize size) {
    return size.absent().entrySet().stream()
        .sorted(
            Map.Entry.<Absence, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  /// Writes it as a property.
  public static void json(JsonGenerator json, VirtualSize size) {
    json.writeObjectPropertyStart("addressSpace");
    json.writeNumberProperty("virtual", size.bytes());
    json.writeNumberProperty("resident", size.resident());
    json.writeNumberProperty("shared", size.shared());
    json.writeArrayPropertyStart("absent");
    for (Map.Entry<Absence, Long> part : largestFirst(size)) {
      json.writeStartObject();
      json.writeStringProperty("id", part.getKey().id());
      json.writeStringProperty("label", part.getKey().label());
      json.writeNumberProperty("bytes", part.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
