package dev.fathom.report.processes;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.ForkSharing;
import dev.fathom.model.family.Unsharing;
import dev.fathom.model.family.Worker;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Percent;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What came out of the fork experiment.
public final class ForkSharingReport {
  private ForkSharingReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param size how many integers there were
  public static List<String> lines(List<ForkSharing> outcomes, long size, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.addAll(
        Fit.text(
            String.format(
                Locale.ROOT,
                "A list of %,d integers is built, a child is forked and looks at each of them."
                    + " Anonymous memory of the child:",
                size),
            width));
    lines.add("");
    lines.addAll(table(outcomes, style, width));
    lines.add("");
    for (ForkSharing outcome : outcomes) {
      lines.addAll(Fit.text(verdict(outcome), width));
    }
    return lines;
  }

  private static List<String> table(List<ForkSharing> outcomes, Style style, int width) {
    int stages = outcomes.stream().mapToInt(each -> each.stages().size()).max().orElse(0);
    Table.Align[] aligns = new Table.Align[2 + 2 * stages];
    Arrays.fill(aligns, Table.Align.RIGHT);
    aligns[0] = Table.Align.LEFT;
    Table table = new Table(aligns);
    String[] head = new String[aligns.length];
    Arrays.fill(head, "");
    head[0] = "INTERPRETER";
    head[1] = "RSS";
    for (int stage = 0; stage < stages; stage++) {
      head[2 + 2 * stage] =
          outcomes.stream()
              .filter(each -> each.stages().size() == stages)
              .findFirst()
              .orElseThrow()
              .stages()
              .get(stage)
              .name();
      head[3 + 2 * stage] = "shared";
    }
    table.row(head);
    for (ForkSharing outcome : outcomes) {
      String[] cells = new String[aligns.length];
      Arrays.fill(cells, "");
      cells[0] = Escape.terminal(outcome.title()) + (outcome.frozen() ? ", gc.freeze()" : "");
      cells[1] = ByteUnit.MIB.format(outcome.stages().getFirst().rss());
      for (int stage = 0; stage < outcome.stages().size(); stage++) {
        cells[2 + 2 * stage] = ByteUnit.MIB.format(outcome.stages().get(stage).privateDirty());
        cells[3 + 2 * stage] = Percent.of(outcome.stages().get(stage).sharedFraction());
      }
      table.row(cells);
    }
    return table.headed(style, width);
  }

  private static String verdict(ForkSharing outcome) {
    StringBuilder text =
        new StringBuilder(
            Escape.terminal(outcome.title()) + (outcome.frozen() ? " with gc.freeze()" : ""));
    Optional<Unsharing> found = unsharing(outcome);
    if (found.isEmpty() || found.get().causes().isEmpty()) {
      return text.append(": what was written there is not known.").toString();
    }
    text.append(": the child un-shared ")
        .append(ByteUnit.inText(found.get().bytes()))
        .append(" for");
    String separator = " ";
    for (Unsharing.CauseShare share :
        found.get().causes().subList(0, Math.min(3, found.get().causes().size()))) {
      text.append(separator)
          .append(share.cause().label())
          .append(" (")
          .append(Percent.of((double) share.bytes() / Math.max(1, found.get().bytes())))
          .append(")");
      separator = ", ";
    }
    integers(found.get())
        .ifPresent(share ->
            text.append("; of the pages that hold integers ")
                .append(Percent.of(share.stillShared()))
                .append(" are still shared"));
    return text.append(".").toString();
  }

  private static Optional<Unsharing.TypeShare> integers(Unsharing found) {
    return found.types().stream().filter(share -> share.name().equals("int")).findFirst();
  }

  private static Optional<Unsharing> unsharing(ForkSharing outcome) {
    return outcome
        .family()
        .map(Family::workers)
        .flatMap(workers -> workers.stream().map(Worker::unsharing).findFirst());
  }

  /// Writes the outcomes as JSON.
  public static void writeJson(
      List<ForkSharing> outcomes, long size, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("size", size);
          json.writeArrayPropertyStart("outcomes");
          outcomes.forEach(outcome -> write(json, outcome));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, ForkSharing outcome) {
    json.writeStartObject();
    json.writeStringProperty("interpreter", outcome.interpreter());
    json.writeStringProperty("title", outcome.title());
    json.writeBooleanProperty("frozen", outcome.frozen());
    json.writeArrayPropertyStart("stages");
    for (ForkSharing.Stage stage : outcome.stages()) {
      json.writeStartObject();
      json.writeStringProperty("name", stage.name());
      json.writeNumberProperty("rss", stage.rss());
      json.writeNumberProperty("shared", stage.shared());
      json.writeNumberProperty("privateDirty", stage.privateDirty());
      json.writeEndObject();
    }
    json.writeEndArray();
    unsharing(outcome)
        .ifPresent(found -> {
          json.writeObjectPropertyStart("byCause");
          found
              .causes()
              .forEach(share -> json.writeNumberProperty(share.cause().id(), share.bytes()));
          json.writeEndObject();
          integers(found)
              .ifPresent(share -> json.writeNumberProperty("integersShared", share.stillShared()));
        });
    json.writeEndObject();
  }
}
