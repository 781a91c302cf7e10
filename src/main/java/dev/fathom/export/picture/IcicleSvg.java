package dev.fathom.export.picture;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.picture.MemoryTree;
import dev.fathom.analysis.account.picture.Picture;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// What is in memory as an icicle: Rss, below it mappings, arenas, accounts, and types or sizes.
public final class IcicleSvg implements ExportFormat {
  private static final int ROW = 22;

  /// In pixels: what is narrower is not drawn.
  private static final double NARROWEST = 0.5;

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    MemoryTree tree = Picture.of(analysis.findings(), analysis.pins()).tree();
    SvgDrawing drawing =
        SvgDrawing.begin(
            out,
            depth(tree) * ROW,
            TextReport.title(analysis.findings()),
            ByteUnit.inText(tree.bytes())
                + " in memory: mappings, arenas, accounts, types or sizes of pieces");
    double perByte = (SvgDrawing.WIDTH - 2 * SvgDrawing.MARGIN) / Math.max(1, tree.bytes());
    draw(drawing, tree, "", SvgDrawing.MARGIN, SvgDrawing.TOP, perByte, tree.bytes());
    return new Exported(analysis.findings().objects().count(), drawing.end(), 0, List.of());
  }

  private static int depth(MemoryTree tree) {
    return 1 + tree.children().stream().mapToInt(IcicleSvg::depth).max().orElse(0);
  }

  private static void draw(
      SvgDrawing drawing,
      MemoryTree tree,
      String above,
      double x,
      double y,
      double perByte,
      long all)
      throws IOException {
    double width = tree.bytes() * perByte;
    if (width < NARROWEST) {
      return;
    }
    drawing.box(
        x,
        y,
        width,
        ROW - 1,
        MemoryWords.paint(tree),
        MemoryWords.title(above, tree, all),
        tree.name());
    double at = x;
    for (MemoryTree child : MemoryWords.drawn(tree)) {
      String way = tree.kind() == MemoryTree.Kind.RSS ? "" : above;
      String next =
          tree.kind() == MemoryTree.Kind.RSS
              ? way
              : way.isEmpty() ? tree.name() : way + " · " + tree.name();
      draw(drawing, child, next, at, y + ROW, perByte, all);
      at += child.bytes() * perByte;
    }
  }
}
