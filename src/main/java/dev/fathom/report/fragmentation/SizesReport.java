package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.fragmentation.ChunkSizes;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.AllocatorFigure;
import dev.fathom.report.table.heap.AllocatorFiguresTable;
import dev.fathom.report.table.heap.ChunkSizesTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What sizes of chunks each allocator has, and its own limits and counts, as text.
public final class SizesReport {
  private SizesReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many sizes of each allocator are listed, those that take the most
  public static List<String> lines(
      Findings findings, Fragmentation fragmentation, int top, Style style, int width) {
    Map<String, List<ChunkSizes>> byAllocator = new LinkedHashMap<>();
    for (ChunkSizes each : fragmentation.sizes()) {
      byAllocator.computeIfAbsent(each.allocator(), none -> new ArrayList<>()).add(each);
    }
    if (byAllocator.isEmpty()) {
      return Fit.text("No chunks: no allocator that Fathom knows is in there.", width);
    }
    List<String> lines = new ArrayList<>();
    byAllocator.forEach((allocator, sizes) -> {
      lines.addAll(sizes(allocator, sizes, top, style, width));
      List<AllocatorFigure> figures =
          findings.heaps().figures().stream()
              .filter(figure -> allocator.startsWith(figure.allocator()))
              .toList();
      if (!figures.isEmpty()) {
        lines.addAll(
            ScreenTable.ofColumns(AllocatorFiguresTable.SPEC)
                .show("name")
                .work("value", SizesReport::value)
                .show("meaning")
                .section(figures, style, width));
      }
      lines.add("");
    });
    lines.removeLast();
    return lines;
  }

  private static String value(AllocatorFigure figure) {
    return switch (figure.unit()) {
      case BYTES -> ByteUnit.inText(figure.value());
      case COUNT -> String.format(Locale.ROOT, "%,d", figure.value());
    };
  }

  private static List<String> sizes(
      String allocator, List<ChunkSizes> sizes, int top, Style style, int width) {
    long live = sizes.stream().mapToLong(ChunkSizes::live).sum();
    long liveBytes = sizes.stream().mapToLong(ChunkSizes::liveBytes).sum();
    long free = sizes.stream().mapToLong(ChunkSizes::free).sum();
    long freeBytes = sizes.stream().mapToLong(ChunkSizes::freeBytes).sum();
    long all = liveBytes + freeBytes;
    List<String> lines =
        new ArrayList<>(
            Fit.text(
                String.format(
                    Locale.ROOT,
                    "%s: %,d chunks live (%s), %,d free (%s).",
                    Escape.terminal(allocator),
                    live,
                    ByteUnit.inText(liveBytes),
                    free,
                    ByteUnit.inText(freeBytes)),
                width));
    List<ChunkSizes> shown =
        sizes.stream()
            .sorted(
                Comparator.<ChunkSizes>comparingLong(each -> each.liveBytes() + each.freeBytes())
                    .reversed())
            .limit(top)
            .sorted(Comparator.comparingLong(ChunkSizes::from))
            .toList();
    ByteUnit unit =
        ByteUnit.forLargest(
            shown.stream()
                .mapToLong(each -> Math.max(each.liveBytes(), each.freeBytes()))
                .max()
                .orElse(0));
    lines.addAll(
        ScreenTable.ofColumns(ChunkSizesTable.SPEC)
            .work(ChunkSizesTable.SPEC.title(), SizesReport::range)
            .show("live", unit)
            .show("liveBytes", unit)
            .show("free", unit)
            .show("freeBytes", unit)
            .work("%", each -> Percent.number(each.liveBytes() + each.freeBytes(), all))
            .section(shown, style, width));
    int more = sizes.size() - shown.size();
    if (more > 0) {
      Fit.indented(String.format(Locale.ROOT, "… %,d more sizes; --top N shows more", more), width)
          .forEach(each -> lines.add(style.dim(each)));
    }
    return lines;
  }

  private static String range(ChunkSizes sizes) {
    return sizes.from() == sizes.to()
        ? String.format(Locale.ROOT, "%,d", sizes.from())
        : String.format(Locale.ROOT, "%,d–%,d", sizes.from(), sizes.to());
  }
}
