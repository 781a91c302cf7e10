package dev.fathom.export.picture;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.picture.MemoryTree;
import dev.fathom.analysis.account.picture.Picture;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import dev.fathom.view.Treemap;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// What is in memory as a treemap: mappings, in them arenas, accounts, and types or sizes.
public final class TreemapSvg implements ExportFormat {
  private static final int HEIGHT = 700;

  /// In pixels: the name of what has parts stands above them.
  private static final int HEADER = 15;

  private static final int EDGE = 2;

  /// What is smaller has no parts.
  private static final int SMALLEST = 12;

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    MemoryTree tree = Picture.of(analysis.findings(), analysis.pins()).tree();
    SvgDrawing drawing =
        SvgDrawing.begin(
            out,
            HEIGHT,
            TextReport.title(analysis.findings()),
            ByteUnit.inText(tree.bytes())
                + " in memory: mappings, arenas, accounts, types or sizes of pieces");
    double width = SvgDrawing.WIDTH - 2 * SvgDrawing.MARGIN;
    Treemap.Place all = new Treemap.Place(SvgDrawing.MARGIN, SvgDrawing.TOP, width, HEIGHT);
    parts(drawing, tree, "", all, Math.max(1, tree.bytes()));
    return new Exported(analysis.findings().objects().count(), drawing.end(), 0, List.of());
  }

  private static void parts(
      SvgDrawing drawing, MemoryTree tree, String above, Treemap.Place room, long all)
      throws IOException {
    List<MemoryTree> parts = MemoryWords.drawn(tree);
    List<Treemap.Place> places =
        Treemap.of(parts.stream().map(MemoryTree::bytes).toList(), room.width(), room.height());
    for (int part = 0; part < parts.size(); part++) {
      Treemap.Place place = places.get(part);
      draw(
          drawing,
          parts.get(part),
          above,
          new Treemap.Place(
              room.x() + place.x(), room.y() + place.y(), place.width(), place.height()),
          all);
    }
  }

  private static void draw(
      SvgDrawing drawing, MemoryTree tree, String above, Treemap.Place place, long all)
      throws IOException {
    boolean parted =
        !tree.children().isEmpty()
            && place.width() >= SMALLEST
            && place.height() >= SMALLEST + HEADER;
    drawing.box(
        place.x(),
        place.y(),
        place.width(),
        place.height(),
        parted ? Paint.SEVERAL : MemoryWords.paint(tree),
        MemoryWords.title(above, tree, all),
        tree.name());
    if (parted) {
      Treemap.Place inner =
          new Treemap.Place(
              place.x() + EDGE,
              place.y() + HEADER,
              place.width() - 2 * EDGE,
              place.height() - HEADER - EDGE);
      parts(drawing, tree, above.isEmpty() ? tree.name() : above + " · " + tree.name(), inner, all);
    }
  }
}
