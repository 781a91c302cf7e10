package dev.fathom.report.dataset;

import dev.fathom.ask.dataset.DatasetAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.table.fleet.DatasetTablesTable;
import dev.fathom.snapshot.dataset.Compaction;
import dev.fathom.view.Escape;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is in a dataset, and what was done with it.
public final class DatasetReport {
  /// So many files that cannot be read are named.
  private static final int MOST_NAMED = 5;

  private DatasetReport() {}

  /// {@return what is in one, as a screen}
  public static List<String> lines(DatasetAnswer answer, Path folder, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        style.bold(
            String.format(
                Locale.ROOT,
                "%s · %s in %,d files",
                Escape.terminal(folder.toString()),
                ByteUnit.inText(answer.bytes()),
                answer.files())));
    lines.add("");
    ByteUnit unit =
        ByteUnit.forLargest(
            answer.tables().stream().mapToLong(table -> table.extent().bytes()).max().orElse(0));
    lines.addAll(
        ScreenTable.of(DatasetTablesTable.SPEC)
            .show("bytes", unit)
            .show("files", unit)
            .show("merged", unit)
            .show("apps", unit)
            .show("first")
            .show("last")
            .show("table")
            .lines(answer.tables(), style, width));
    return lines;
  }

  /// Writes the same as JSON.
  public static void json(DatasetAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("bytes", answer.bytes());
          json.writeNumberProperty("files", answer.files());
          JsonTable.write(json, DatasetTablesTable.SPEC, answer.tables());
        });
  }

  /// {@return what was done, in words}
  public static List<String> lines(Compaction.Outcome outcome, Style style) {
    List<String> lines = new ArrayList<>();
    if (outcome.finished() > 0) {
      lines.add(
          String.format(
              Locale.ROOT, "Finished %,d merges that had been interrupted.", outcome.finished()));
    }
    lines.add(
        outcome.merged() == 0
            ? "Nothing to put together."
            : String.format(
                Locale.ROOT, "Put %,d files together into %,d.", outcome.merged(), outcome.into()));
    if (outcome.removed() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Removed %,d files that were too old, %s.",
              outcome.removed(),
              ByteUnit.inText(outcome.removedBytes())));
    }
    outcome.damaged().stream()
        .limit(MOST_NAMED)
        .forEach(file ->
            lines.add(
                style.warning("note: ")
                    + Escape.terminal(file.toString(), Integer.MAX_VALUE)
                    + " cannot be read, and stays where it is; queries fail as long as it does"));
    int more = outcome.damaged().size() - MOST_NAMED;
    if (more > 0) {
      lines.add(style.warning("note: ") + more + " more files cannot be read");
    }
    return lines;
  }

  /// Writes the same as JSON.
  public static void json(Compaction.Outcome outcome, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("finished", outcome.finished());
          json.writeNumberProperty("merged", outcome.merged());
          json.writeNumberProperty("into", outcome.into());
          json.writeNumberProperty("removed", outcome.removed());
          json.writeNumberProperty("removedBytes", outcome.removedBytes());
          json.writeArrayPropertyStart("damaged");
          outcome.damaged().forEach(file -> json.writeString(file.toString()));
          json.writeEndArray();
        });
  }
}
