package dev.fathom.export.flame;

import dev.fathom.analysis.Analysis;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.export.picture.SvgDrawing;
import dev.fathom.export.stack.OwnerStacks;
import dev.fathom.export.stack.StackFrame;
import dev.fathom.export.stack.StackSample;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A flame graph as one SVG without scripts: what dominates stands above what it keeps, a rectangle
/// is as wide as what it and those below it have in memory. Each says in its title, which browsers
/// show, what it is.
public final class FlameSvg implements ExportFormat {
  private static final int ROW = 18;

  /// In pixels: what is narrower is not drawn.
  private static final double NARROWEST = 0.5;

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
    long all = stacks.samples().stream().mapToLong(StackSample::resident).sum();
    SvgDrawing drawing =
        SvgDrawing.begin(
            out,
            (boxes.stream().mapToInt(Box::depth).max().orElse(0) + 1) * ROW,
            TextReport.title(analysis.findings()),
            ByteUnit.inText(all) + " in memory: who keeps it, from the outermost owner down");
    for (Box box : boxes) {
      draw(drawing, box, stacks.frames().get(box.frame()), all);
    }
    return new Exported(stacks.objects(), drawing.end(), 0, stacks.notes());
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
    place(
        outermost,
        0,
        SvgDrawing.MARGIN,
        (SvgDrawing.WIDTH - 2 * SvgDrawing.MARGIN) / Math.max(1, all),
        bytes,
        below,
        boxes);
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

  private static void draw(SvgDrawing drawing, Box box, StackFrame frame, long all)
      throws IOException {
    boolean cold = frame.name().startsWith("[");
    drawing.box(
        box.x(),
        SvgDrawing.TOP + box.depth() * ROW,
        box.width(),
        ROW - 1,
        String.format(
            Locale.ROOT,
            "hsl(%d,70%%,75%%)",
            (cold ? COLD : WARM) + Math.floorMod(frame.name().hashCode(), HUES)),
        String.format(
            Locale.ROOT,
            "%s: %s, %.1f %%",
            frame.name(),
            ByteUnit.inText(box.bytes()),
            PERCENT * box.bytes() / all),
        frame.step());
  }
}
