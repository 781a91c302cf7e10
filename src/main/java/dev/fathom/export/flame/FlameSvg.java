package dev.fathom.export.flame;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.export.stack.Frame;
import dev.fathom.export.stack.OwnerStacks;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A flame graph as one SVG without scripts: what dominates stands above what it keeps, a rectangle
/// is as wide as what it and those below it have in memory. Each says in its title, which browsers
/// show, what it is.
public final class FlameSvg implements ExportFormat {
  private static final double WIDTH = 1200;
  private static final int ROW = 18;
  private static final int TOP = 44;
  private static final int MARGIN = 10;

  /// In pixels: what is narrower is not drawn.
  private static final double NARROWEST = 0.5;

  private static final double CHARACTER = 6.6;
  private static final double INDENT = 3;
  private static final double PERCENT = 100;

  // Owners in warm colours, memory of no object in cold ones; by the name, so that they stay.
  private static final int WARM = 20;
  private static final int COLD = 200;
  private static final int HUES = 35;

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    OwnerStacks stacks = OwnerStacks.of(analysis);
    List<Box> boxes = boxes(stacks);
    long all = stacks.samples().stream().mapToLong(each -> each.resident()).sum();
    put(out, head(boxes.stream().mapToInt(Box::depth).max().orElse(0), all, analysis));
    for (Box box : boxes) {
      put(out, drawn(box, stacks.frames().get(box.frame()), all));
    }
    put(out, "</svg>\n");
    return new Exported(stacks.objects(), boxes.size(), 0, stacks.notes());
  }

  private static String head(int deepest, long all, Analysis analysis) {
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$.0f" height="%2$d" \
        viewBox="0 0 %1$.0f %2$d" font-family="monospace" font-size="11">
        <style>rect { stroke: white; stroke-width: 0.5 } text { pointer-events: none }</style>
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%3$d" y="18" font-size="14">%4$s</text>
        <text x="%3$d" y="34">%5$s</text>
        """,
        WIDTH,
        TOP + (deepest + 1) * ROW + MARGIN,
        MARGIN,
        Escape.markup(TextReport.title(analysis.findings())),
        Escape.markup(
            ByteUnit.inText(all) + " in memory: who keeps it, from the outermost owner down"));
  }

  /// A rectangle.
  private record Box(int frame, int depth, double x, double width, long bytes) {}

  private static List<Box> boxes(OwnerStacks stacks) {
    long[] bytes = stacks.resident();
    List<List<Integer>> below = new ArrayList<>();
    List<Integer> outermost = new ArrayList<>();
    for (int frame = 0; frame < bytes.length; frame++) {
      below.add(new ArrayList<>());
      int parent = stacks.frames().get(frame).parent();
      (parent < 0 ? outermost : below.get(parent)).add(frame);
    }
    long all = outermost.stream().mapToLong(frame -> bytes[frame]).sum();
    List<Box> boxes = new ArrayList<>();
    place(outermost, 0, MARGIN, (WIDTH - 2 * MARGIN) / Math.max(1, all), bytes, below, boxes);
    return boxes;
  }

  /// Goes down as far as frames go, which is bounded.
  private static void place(
      List<Integer> frames,
      int depth,
      double from,
      double perByte,
      long[] bytes,
      List<List<Integer>> below,
      List<Box> boxes) {
    frames.sort(Comparator.<Integer>comparingLong(frame -> bytes[frame]).reversed());
    double x = from;
    for (int frame : frames) {
      double width = bytes[frame] * perByte;
      if (width < NARROWEST) {
        return; // and so are those that follow
      }
      boxes.add(new Box(frame, depth, x, width, bytes[frame]));
      place(below.get(frame), depth + 1, x, perByte, bytes, below, boxes);
      x += width;
    }
  }

  private static String drawn(Box box, Frame frame, long all) {
    int y = TOP + box.depth() * ROW;
    boolean cold = frame.name().startsWith("[");
    String title =
        String.format(
            Locale.ROOT,
            "%s: %s, %.1f %%",
            frame.name(),
            ByteUnit.inText(box.bytes()),
            PERCENT * box.bytes() / all);
    String rectangle =
        String.format(
            Locale.ROOT,
            "<g><title>%s</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                + " fill=\"hsl(%d,70%%,75%%)\"/>",
            Escape.markup(title),
            box.x(),
            y,
            box.width(),
            ROW - 1,
            (cold ? COLD : WARM) + Math.floorMod(frame.name().hashCode(), HUES));
    int room = (int) ((box.width() - 2 * INDENT) / CHARACTER);
    String text =
        room < 3
            ? ""
            : String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\">%s</text>",
                box.x() + INDENT,
                y + ROW - 6,
                Escape.markup(Fit.line(frame.step(), room)));
    return rectangle + text + "</g>\n";
  }

  private static void put(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
