package dev.fathom.report.processes;

import dev.fathom.ask.doctor.DoctorAnswer;
import dev.fathom.model.machine.Ability;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a machine and a user allow: a line each, and below it what helps.
public final class DoctorReport {
  private static final String REMEDY = "          → ";

  private DoctorReport() {}

  /// {@return lines of at most `width` characters}
  public static List<String> lines(DoctorAnswer answer, Style style, int width) {
    List<String> lines = new ArrayList<>();
    for (Ability each : answer.abilities()) {
      String grant = String.format(Locale.ROOT, "%-6s", each.grant().id());
      String head =
          "  " + (each.grant() == Ability.Grant.YES ? grant : style.warning(grant)) + "  ";
      lines.addAll(hanging(head, each.what() + ": " + Escape.terminal(each.found()), width, 10));
      if (!each.remedy().isEmpty()) {
        lines.addAll(hanging(REMEDY, Escape.terminal(each.remedy()), width, REMEDY.length()));
      }
    }
    lines.add("");
    Fit.indented(
            !answer.possible()
                ? "Processes cannot be looked at like this."
                : answer.complete()
                    ? "All that Fathom can do is possible here."
                    : "Processes can be looked at; what is not `yes` is done without.",
            width)
        .forEach(each -> lines.add(style.bold(each)));
    return lines;
  }

  private static List<String> hanging(String head, String text, int width, int indent) {
    List<String> lines = new ArrayList<>();
    for (String line : Fit.text(text, Math.max(1, width - indent))) {
      lines.add((lines.isEmpty() ? head : " ".repeat(indent)) + line);
    }
    return lines;
  }

  /// Writes it as JSON.
  public static void writeJson(DoctorAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeBooleanProperty("possible", answer.possible());
          json.writeArrayPropertyStart("abilities");
          for (Ability each : answer.abilities()) {
            json.writeStartObject();
            json.writeStringProperty("id", each.id());
            json.writeStringProperty("what", each.what());
            json.writeStringProperty("grant", each.grant().id());
            json.writeStringProperty("found", each.found());
            if (!each.remedy().isEmpty()) {
              json.writeStringProperty("remedy", each.remedy());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
