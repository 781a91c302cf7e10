package dev.fathom.lab.workers;

import dev.fathom.model.ByteUnit;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// How memory grows with the number of workers: in words, as a table with a curve, as JSON.
public final class WorkerGrowthReport {
  private static final int LONGEST_BAR = 40;
  private static final int SHORTEST_BAR = 8;
  private static final int REST = 60;

  /// The first workers are to be told apart too, in the unit of the last ones.
  private static final long COARSE = 16;

  private WorkerGrowthReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param source whose figures they are, in words
  /// @param counted how it grows if looking at an object writes to it
  /// @param shared how it grows if not
  /// @param counts which of the two the question is about
  public static List<String> lines(
      String source,
      ParentFigures figures,
      WorkerGrowth counted,
      WorkerGrowth shared,
      boolean counts,
      Style style,
      int width) {
    List<String> lines = new ArrayList<>(Fit.text(Escape.terminal(source), width));
    lines.add("");
    lines.addAll(Fit.text(verdict(figures, counts ? counted : shared, counts), width));
    lines.addAll(
        Fit.text(other(counts ? shared : counted, counts ? counted : shared, !counts), width));
    lines.add("");
    lines.addAll(table(figures, counted, shared, counts, style, width));
    return lines;
  }

  private static String verdict(ParentFigures figures, WorkerGrowth growth, boolean counts) {
    String each =
        String.format(
            Locale.ROOT,
            "A worker copies %.0f %% of the parent's %s%s",
            100 * figures.copied(counts),
            ByteUnit.inText(figures.parent()),
            figures.own() == 0 ? "" : " and allocates " + ByteUnit.inText(figures.own()));
    String why = counts ? ", because looking at an object writes its reference count" : "";
    return each + why + ". " + fits(figures, growth);
  }

  private static String fits(ParentFigures figures, WorkerGrowth growth) {
    String limit = ByteUnit.inText(figures.limit());
    if (growth.fits() < 0) {
      return "The parent alone does not fit into " + limit + ".";
    }
    return growth.isOpen()
        ? String.format(
            Locale.ROOT, "More than %,d workers fit into %s.", WorkerGrowth.MOST_WORKERS, limit)
        : String.format(
            Locale.ROOT, "%,d workers fit into %s; with one more it swaps.", growth.fits(), limit);
  }

  private static String other(WorkerGrowth growth, WorkerGrowth asked, boolean counts) {
    if (growth.fits() < 0) {
      return "";
    }
    String how = counts ? "With reference counts in the objects" : "Without reference counts";
    return growth.fits() == asked.fits()
        ? how + " it would be as many."
        : String.format(
            Locale.ROOT,
            "%s it would be %s%,d.",
            how,
            growth.isOpen() ? "more than " : "",
            growth.fits());
  }

  private static List<String> table(
      ParentFigures figures,
      WorkerGrowth counted,
      WorkerGrowth shared,
      boolean counts,
      Style style,
      int width) {
    ByteUnit unit = ByteUnit.forLargest(figures.limit() / COARSE);
    int bar = Math.clamp(width - REST, SHORTEST_BAR, LONGEST_BAR);
    Table table =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT);
    table.row(
        "WORKERS",
        "with counts",
        "without",
        "no sharing",
        (counts ? "with counts" : "without") + " │ = limit");
    for (int workers : rows(counted, shared)) {
      WorkerGrowth asked = counts ? counted : shared;
      table.row(
          String.format(Locale.ROOT, "%,d", workers),
          at(counted, workers, unit),
          at(shared, workers, unit),
          unit.format(figures.parent() * (workers + 1L) + figures.own() * workers),
          curve(asked, workers, figures.limit(), bar));
    }
    return table.headed(style, width);
  }

  private static String at(WorkerGrowth growth, int workers, ByteUnit unit) {
    return workers < growth.used().size() ? unit.format(growth.used().get(workers)) : "swaps";
  }

  private static String curve(WorkerGrowth growth, int workers, long limit, int bar) {
    if (workers >= growth.used().size()) {
      return "█".repeat(bar) + "│ swaps";
    }
    int filled = (int) Math.min(bar, Math.round((double) growth.used().get(workers) * bar / limit));
    return "█".repeat(filled) + " ".repeat(bar - filled) + "│";
  }

  /// Doubling numbers, and those at which one of the two ends.
  private static List<Integer> rows(WorkerGrowth counted, WorkerGrowth shared) {
    List<Integer> rows = new ArrayList<>();
    int least = Math.min(counted.fits(), shared.fits());
    boolean open = counted.isOpen() || shared.isOpen();
    int most =
        open && least < WorkerGrowth.MOST_WORKERS ? least : Math.max(counted.fits(), shared.fits());
    for (int workers = 1; workers <= most; workers *= 2) {
      rows.add(workers);
    }
    for (int end : List.of(0, least, least + 1, most, most + 1)) {
      if (end >= 0 && end <= WorkerGrowth.MOST_WORKERS && !rows.contains(end)) {
        rows.add(end);
      }
    }
    rows.sort(null);
    return rows;
  }

  /// Writes it as JSON.
  public static void writeJson(
      String source,
      ParentFigures figures,
      WorkerGrowth counted,
      WorkerGrowth shared,
      long wallNanos,
      OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeStringProperty("source", source);
          json.writeNumberProperty("parent", figures.parent());
          json.writeNumberProperty("touched", figures.touched());
          json.writeNumberProperty("counted", figures.counted());
          json.writeNumberProperty("written", figures.written());
          json.writeNumberProperty("own", figures.own());
          json.writeNumberProperty("limit", figures.limit());
          json.writeNumberProperty("grain", counted.grain());
          json.writeArrayPropertyStart("growth");
          growth(json, true, figures, counted);
          growth(json, false, figures, shared);
          json.writeEndArray();
        });
  }

  private static void growth(
      JsonGenerator json, boolean counts, ParentFigures figures, WorkerGrowth growth) {
    json.writeStartObject();
    json.writeBooleanProperty("referenceCounts", counts);
    json.writeNumberProperty("copied", figures.copied(counts));
    json.writeNumberProperty("fits", growth.fits());
    json.writeBooleanProperty("more", growth.isOpen());
    json.writeNumberProperty("pss", growth.proportional());
    json.writeArrayPropertyStart("used");
    growth.used().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeEndObject();
  }
}
