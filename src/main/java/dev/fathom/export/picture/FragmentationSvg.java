package dev.fathom.export.picture;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.HeapMap;
import dev.fathom.export.ExportFormat;
import dev.fathom.export.ExportOptions;
import dev.fathom.export.Exported;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.TextReport;
import dev.fathom.report.fragmentation.FragmentationReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Where in the arenas memory is free, and in pieces of which size: a strip for each arena, from
/// its beginning to its end, and a bar for the free chunks of each size.
public final class FragmentationSvg implements ExportFormat {
  private static final int MOST_ARENAS = 12;
  private static final int MOST_CELLS = 236;
  private static final double CELL = (SvgDrawing.WIDTH - 2 * SvgDrawing.MARGIN) / MOST_CELLS;
  private static final int STRIP = 40;
  private static final int HEADER = 18;
  private static final int BELOW = 10;
  private static final int ROW = 18;
  private static final int LABEL = 130;
  private static final int FIGURES = 220;
  private static final double BAR = SvgDrawing.WIDTH - LABEL - FIGURES - 2 * SvgDrawing.MARGIN;
  private static final int GAP = 5;
  private static final long PAGE_BYTES = 4096;

  @Override
  public Exported write(Analysis analysis, ExportOptions options, OutputStream out)
      throws IOException {
    Fragmentation fragmentation = analysis.fragmentation();
    List<ArenaUse> arenas =
        fragmentation.arenas().stream()
            .filter(arena -> arena.resident() > 0 && hasRange(analysis, arena))
            .sorted(Comparator.comparingLong(ArenaUse::resident).reversed())
            .toList();
    List<ArenaUse> drawn = arenas.subList(0, Math.min(MOST_ARENAS, arenas.size()));
    int rows = fragmentation.histogram().size();
    SvgDrawing drawing =
        SvgDrawing.begin(
            out,
            drawn.size() * (HEADER + STRIP + BELOW) + HEADER + rows * ROW,
            TextReport.title(analysis.findings()),
            "what is free (hatched) and in use in the memory of allocators, from the beginning of"
                + " each arena to its end");
    double y = SvgDrawing.TOP;
    for (ArenaUse arena : drawn) {
      strip(drawing, arena, HeapMap.of(analysis.findings(), arena.id(), MOST_CELLS), y);
      y += HEADER + STRIP + BELOW;
    }
    histogram(drawing, fragmentation.histogram(), y);
    return new Exported(
        analysis.findings().objects().count(),
        drawing.end(),
        0,
        arenas.size() > drawn.size()
            ? List.of(
                String.format(
                    Locale.ROOT,
                    "the %d largest of %,d arenas are drawn",
                    MOST_ARENAS,
                    arenas.size()))
            : List.of());
  }

  /// Chunks that have a mapping each lie in no row.
  private static boolean hasRange(Analysis analysis, ArenaUse arena) {
    return analysis.findings().heaps().ranges().stream()
        .anyMatch(range -> range.arena() == arena.id());
  }

  private static void strip(SvgDrawing drawing, ArenaUse arena, HeapMap map, double y)
      throws IOException {
    long cellBytes = map.pagesPerCell() * PAGE_BYTES;
    drawing.text(
        SvgDrawing.MARGIN,
        y + HEADER - GAP,
        SvgDrawing.WIDTH,
        String.format(
            Locale.ROOT,
            "%s: %s in memory, %s of it free; a column is %s",
            FragmentationReport.name(arena),
            ByteUnit.inText(arena.resident()),
            ByteUnit.inText(arena.residentFree()),
            ByteUnit.inText(cellBytes)));
    double x = SvgDrawing.MARGIN;
    double bottom = y + HEADER + STRIP;
    for (HeapMap.Cell cell : map.cells()) {
      double used = STRIP * (double) cell.used() / cellBytes;
      double free = STRIP * (double) (cell.resident() - cell.used()) / cellBytes;
      if (used > 0) {
        String title = ByteUnit.inText(cell.used()) + " in use";
        drawing.box(x, bottom - used, CELL, used, Paint.LIVE, title, "");
      }
      if (free > 0) {
        String title = ByteUnit.inText(cell.resident() - cell.used()) + " free";
        drawing.box(x, bottom - used - free, CELL, free, Paint.CHUNKS_FREE, title, "");
      }
      x += CELL;
    }
  }

  private static void histogram(SvgDrawing drawing, List<Fragmentation.SizeRange> ranges, double y)
      throws IOException {
    long most = ranges.stream().mapToLong(Fragmentation.SizeRange::bytes).max().orElse(1);
    drawing.text(
        SvgDrawing.MARGIN,
        y + HEADER - GAP,
        SvgDrawing.WIDTH,
        ranges.isEmpty() ? "no chunk is free" : "free chunks by size");
    double at = y + HEADER;
    for (Fragmentation.SizeRange range : ranges) {
      double width = BAR * range.bytes() / Math.max(1, most);
      String figures =
          String.format(
              Locale.ROOT,
              "%s in %,d chunk%s",
              ByteUnit.inText(range.bytes()),
              range.chunks(),
              range.chunks() == 1 ? "" : "s");
      String size = ByteUnit.inText(range.from()) + " up";
      drawing.text(SvgDrawing.MARGIN, at + ROW - GAP, LABEL, size);
      drawing.box(
          SvgDrawing.MARGIN + LABEL,
          at + 1,
          width,
          ROW - 2,
          Paint.CHUNKS_FREE,
          size + ": " + figures,
          "");
      drawing.text(SvgDrawing.MARGIN + LABEL + width + GAP, at + ROW - GAP, FIGURES, figures);
      at += ROW;
    }
  }
}
