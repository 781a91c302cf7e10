package dev.fathom.report.watch;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.watch.LastSnapshot;
import dev.fathom.model.watch.LastWords;
import dev.fathom.model.watch.WaterMarks;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// What was seen of a process before the limit of its memory was met: how it ended, and which
/// snapshots there are.
public final class LastWordsReport {
  private static final double MILLIS = 1000;

  private LastWordsReport() {}

  /// {@return the lines with which a watch begins}
  ///
  /// @param directory where they are written
  /// @param never whether the kernel will not end Fathom itself
  public static List<String> beginning(String watched, String directory, boolean never, int width) {
    return Fit.text(
        Escape.terminal(watched)
            + ": a snapshot now, and at rising shares of the limit of its memory; the last three"
            + " stay in "
            + Escape.terminal(directory)
            + ". Ctrl-C ends the watch. "
            + (never
                ? "The kernel's OOM killer lets Fathom be (oom_score_adj -1000)."
                : "The kernel's OOM killer may choose Fathom as any other program: it takes"
                    + " CAP_SYS_RESOURCE to change that."),
        width);
  }

  /// {@return what is told of a snapshot when it is there}
  public static List<String> taken(LastSnapshot snapshot, int width) {
    return Fit.text(
        String.format(
            Locale.ROOT,
            "%.1f s  %s of %s used (%d %%): %s, held for %,d ms%s",
            snapshot.millis() / MILLIS,
            ByteUnit.inText(snapshot.used()),
            ByteUnit.inText(snapshot.limit().limit()),
            share(snapshot),
            name(snapshot),
            snapshot.heldMillis(),
            snapshot.throughout() ? " (it grows fast)" : ""),
        width);
  }

  /// {@return the lines of the end}
  public static List<String> lines(LastWords words, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(Fit.text(ending(words), width));
    if (words.kept().isEmpty()) {
      lines.add("There is no snapshot.");
      return lines;
    }
    lines.add("");
    lines.addAll(table(words, style, width));
    lines.add("");
    return lines;
  }

  private static String ending(LastWords words) {
    String last =
        String.format(
            Locale.ROOT,
            " At the last count, %.1f s before that was noticed, %s of %s were used (%s).",
            (words.millis() - words.limitMillis()) / MILLIS,
            ByteUnit.inText(words.limit().limit() - words.limit().available()),
            ByteUnit.inText(words.limit().limit()),
            Escape.terminal(words.limit().source()));
    String watched = Escape.terminal(words.watched());
    return switch (words.ending()) {
      case KILLED -> watched + ": a process was OOM-killed." + last;
      case ENDED -> watched + ": it ended; the kernel counts no OOM kill." + last;
      case STOPPED -> watched + ": the watch was stopped.";
    };
  }

  private static List<String> table(LastWords words, Style style, int width) {
    ByteUnit unit =
        ByteUnit.forLargest(
            words.kept().stream()
                .mapToLong(each -> Math.max(each.used(), each.rss()))
                .max()
                .orElse(0));
    Table table =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT);
    table.row("USED", "%", "pid", "its RSS", "before the end", "snapshot");
    for (LastSnapshot each : words.kept()) {
      table.row(
          unit.format(each.used()),
          Integer.toString(share(each)),
          Integer.toString(each.process()),
          unit.format(each.rss()),
          String.format(Locale.ROOT, "%,.1f s", (words.millis() - each.millis()) / MILLIS),
          name(each));
    }
    return table.headed(style, width);
  }

  private static String name(LastSnapshot snapshot) {
    return Escape.terminal(String.valueOf(Path.of(snapshot.file()).getFileName()));
  }

  private static int share(LastSnapshot snapshot) {
    return WaterMarks.share(snapshot.used(), snapshot.limit().limit());
  }

  /// Writes the end into an object that is open.
  static void json(JsonGenerator json, LastWords words) {
    json.writeNumberProperty("millis", words.millis());
    json.writeStringProperty("watched", words.watched());
    json.writeStringProperty("ending", words.ending().id());
    json.writeStringProperty("limitOf", words.limit().source());
    json.writeNumberProperty("limit", words.limit().limit());
    json.writeNumberProperty("used", words.limit().limit() - words.limit().available());
    json.writeNumberProperty("usedMillis", words.limitMillis());
    json.writeNumberProperty("failed", words.failed());
    json.writeArrayPropertyStart("snapshots");
    for (LastSnapshot each : words.kept()) {
      json.writeStartObject();
      json.writeStringProperty("file", each.file());
      json.writeNumberProperty("pid", each.process());
      json.writeNumberProperty("millis", each.millis());
      json.writeNumberProperty("used", each.used());
      json.writeNumberProperty("rss", each.rss());
      json.writeNumberProperty("heldMillis", each.heldMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
