package dev.fathom.lab.replay;

import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Percent;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What the allocators of the lab made of a trace.
public final class ReplayReport {
  private ReplayReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param source where the trace is from, in words
  public static List<String> lines(
      String source, Trace trace, List<Replay> replays, Style style, int width) {
    List<String> lines =
        new ArrayList<>(
            Fit.text(
                String.format(
                    Locale.ROOT,
                    "%s: %,d steps, %,d blocks; %s live at most, %s in the end.",
                    Escape.terminal(source),
                    trace.count(),
                    trace.blocks(),
                    ByteUnit.inText(trace.peakBytes()),
                    ByteUnit.inText(trace.liveBytes())),
                width));
    lines.addAll(Fit.text(verdict(replays), width));
    lines.add("");
    lines.addAll(table(replays, style, width));
    for (Replay replay : replays) {
      if (!replay.failure().isEmpty()) {
        lines.addAll(
            Fit.text(
                String.format(
                    Locale.ROOT,
                    "%s did %,d steps: %s.",
                    replay.allocator(),
                    replay.done(),
                    replay.failure()),
                width));
      }
    }
    return lines;
  }

  private static String verdict(List<Replay> replays) {
    List<Replay> done = replays.stream().filter(each -> each.failure().isEmpty()).toList();
    if (done.isEmpty()) {
      return "None of the allocators has memory enough for it.";
    }
    Comparator<Replay> byResident = Comparator.comparingLong(each -> each.count().resident());
    Replay least = done.stream().min(byResident).orElseThrow();
    Replay most = done.stream().max(byResident).orElseThrow();
    Replay worst =
        done.stream()
            .max(Comparator.comparingDouble(each -> each.count().fragmentation()))
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "In the end %s has the least in memory, %s, and %s the most, %s. Of %s %.0f %% is free: %s"
            + " beside live blocks, %s in whole pages.",
        least.allocator(),
        ByteUnit.inText(least.count().resident()),
        most.allocator(),
        ByteUnit.inText(most.count().resident()),
        worst.allocator(),
        100 * worst.count().fragmentation(),
        ByteUnit.inText(worst.count().trapped()),
        ByteUnit.inText(worst.count().releasable()));
  }

  private static List<String> table(List<Replay> replays, Style style, int width) {
    Table table =
        new Table(
            Table.Align.LEFT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT);
    long largest = replays.stream().mapToLong(Replay::peakResident).max().orElse(0);
    ByteUnit unit = ByteUnit.forLargest(largest);
    table.row(
        "ALLOCATOR, " + unit.format(0).substring(2),
        "peak",
        "end",
        "asked",
        "rounding",
        "own",
        "trapped",
        "in pages",
        "free");
    for (Replay replay : replays) {
      HeapCount count = replay.count();
      table.row(
          replay.allocator() + (replay.failure().isEmpty() ? "" : " !"),
          figure(unit, replay.peakResident()),
          figure(unit, count.resident()),
          figure(unit, count.requested()),
          figure(unit, count.live() - count.requested()),
          figure(unit, count.bookkeeping()),
          figure(unit, count.trapped()),
          figure(unit, count.releasable()),
          Percent.of(count.fragmentation()));
    }
    return table.headed(style, width);
  }

  /// The unit stands in the head of the table.
  private static String figure(ByteUnit unit, long bytes) {
    String text = unit.format(bytes);
    return text.substring(0, text.lastIndexOf(' '));
  }

  /// Writes it as JSON.
  public static void writeJson(
      String source, Trace trace, List<Replay> replays, long wallNanos, OutputStream out) {
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeObjectPropertyStart("trace");
          json.writeStringProperty("source", source);
          json.writeNumberProperty("steps", trace.count());
          json.writeNumberProperty("blocks", trace.blocks());
          json.writeNumberProperty("peak", trace.peakBytes());
          json.writeNumberProperty("live", trace.liveBytes());
          json.writeEndObject();
          json.writeArrayPropertyStart("allocators");
          for (Replay replay : replays) {
            HeapCount count = replay.count();
            json.writeStartObject();
            json.writeStringProperty("name", replay.allocator());
            json.writeNumberProperty("steps", replay.done());
            if (!replay.failure().isEmpty()) {
              json.writeStringProperty("failure", replay.failure());
            }
            json.writeNumberProperty("peakResident", replay.peakResident());
            json.writeNumberProperty("mapped", count.mapped());
            json.writeNumberProperty("resident", count.resident());
            json.writeNumberProperty("requested", count.requested());
            json.writeNumberProperty("live", count.live());
            json.writeNumberProperty("bookkeeping", count.bookkeeping());
            json.writeNumberProperty("trapped", count.trapped());
            json.writeNumberProperty("releasable", count.releasable());
            json.writeNumberProperty("fragmentation", count.fragmentation());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
