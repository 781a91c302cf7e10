package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.HeapMap;
import dev.fathom.analysis.account.fragmentation.PoolUse;
import dev.fathom.analysis.finding.AdviceFindings;
import dev.fathom.analysis.finding.FragmentationFindings;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Terms;
import dev.fathom.model.memory.Arena;
import dev.fathom.report.Sentences;
import dev.fathom.report.table.ArenasTable;
import dev.fathom.report.table.FreeSizesTable;
import dev.fathom.report.table.PoolsTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Free memory and why it stays, as text.
public final class FragmentationReport {
  private static final int MAP_ROWS = 8;
  private static final int MAPS = 2;
  private static final int MOST_CLASSES = 8;
  private static final String INDENT = "  ";

  /// From nothing in use to all.
  private static final String SHADES = "░▒▓█";

  private static final long PAGE_KIB = 4;

  private FragmentationReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many arenas are listed, the largest first
  public static List<String> lines(
      Findings findings,
      Fragmentation fragmentation,
      List<Advice> advice,
      int top,
      Style style,
      int width) {
    List<String> lines =
        new ArrayList<>(
            Fit.text(Sentences.of(FragmentationFindings.of(findings, fragmentation)), width));
    if (!fragmentation.arenas().isEmpty()) {
      lines.addAll(arenas(fragmentation, top, style, width));
      lines.addAll(maps(findings, fragmentation, style, width));
      lines.addAll(histogram(fragmentation, style, width));
    }
    lines.addAll(pools(findings.dialect().terms(), fragmentation, style, width));
    lines.addAll(
        AdviceReport.lines(AdviceFindings.of(advice, findings.counters().rss()), style, width));
    return lines;
  }

  private static List<String> arenas(Fragmentation fragmentation, int top, Style style, int width) {
    List<ArenaUse> largest =
        fragmentation.arenas().stream()
            .sorted(Comparator.comparingLong(ArenaUse::covered).reversed())
            .limit(top)
            .toList();
    ByteUnit unit =
        ByteUnit.forLargest(largest.stream().mapToLong(ArenaUse::covered).max().orElse(0));
    List<String> lines =
        ScreenTable.ofColumns(ArenasTable.SPEC)
            .name(ArenasTable.SPEC.title(), FragmentationReport::name)
            .show("live", unit)
            .show("free", unit)
            .show("top", unit)
            .spare()
            .show("trapped", unit)
            .show("trimmable", unit)
            .show("largestFree", unit)
            .spare()
            .name(
                "pages full/part/free",
                arena ->
                    String.format(
                        Locale.ROOT,
                        "%,d/%,d/%,d",
                        arena.pages().full(),
                        arena.pages().partial(),
                        arena.pages().free()))
            .section(largest, style, width);
    int more = fragmentation.arenas().size() - largest.size();
    if (more > 0) {
      Fit.indented(String.format(Locale.ROOT, "… %,d more arenas; --top N shows more", more), width)
          .forEach(each -> lines.add(style.dim(each)));
    }
    return lines;
  }

  public static String name(ArenaUse arena) {
    String kind =
        arena.arena().kind() == Arena.Kind.REGIONS
            ? Escape.terminal(arena.allocator())
            : arena.arena().kind().id();
    return arena.arena().kind() == Arena.Kind.THREAD ? kind + " " + arena.arena().number() : kind;
  }

  private static List<String> maps(
      Findings findings, Fragmentation fragmentation, Style style, int width) {
    List<String> lines = new ArrayList<>();
    int columns = width - INDENT.length();
    fragmentation.arenas().stream()
        .filter(arena -> arena.id() >= 0)
        .sorted(Comparator.comparingLong(ArenaUse::resident).reversed())
        .limit(MAPS)
        .forEach(arena -> {
          HeapMap map = HeapMap.of(findings, arena.id(), columns * MAP_ROWS);
          if (!map.cells().isEmpty()) {
            lines.add("");
            lines.addAll(
                Fit.text(
                    String.format(
                        Locale.ROOT,
                        "MAP of %s, %,d KiB a cell; of what is in memory in use: _ none, ░ to 25%%,"
                            + " ▒ to 50%%, ▓ to 75%%, █ more; · not in memory",
                        name(arena),
                        map.pagesPerCell() * PAGE_KIB),
                    width));
            picture(map, columns).forEach(row -> lines.add(INDENT + style.bar(row)));
          }
        });
    return lines;
  }

  private static List<String> picture(HeapMap map, int columns) {
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    for (HeapMap.Cell cell : map.cells()) {
      row.append(shade(cell));
      if (row.length() == columns) {
        rows.add(row.toString());
        row.setLength(0);
      }
    }
    if (!row.isEmpty()) {
      rows.add(row.toString());
    }
    return rows;
  }

  private static char shade(HeapMap.Cell cell) {
    if (cell.resident() == 0) {
      return '·';
    }
    if (cell.used() == 0) {
      return '_';
    }
    long shade = cell.used() * SHADES.length() / cell.resident();
    return SHADES.charAt((int) Math.min(SHADES.length() - 1, shade));
  }

  private static List<String> histogram(Fragmentation fragmentation, Style style, int width) {
    List<Fragmentation.SizeRange> ranges = fragmentation.histogram();
    if (ranges.isEmpty()) {
      return List.of();
    }
    long most = ranges.stream().mapToLong(Fragmentation.SizeRange::bytes).max().orElse(1);
    ByteUnit unit = ByteUnit.forLargest(most);
    return ScreenTable.ofColumns(FreeSizesTable.SPEC)
        .work(FreeSizesTable.SPEC.title(), range -> ByteUnit.inText(range.from()) + " up")
        .show("chunks", unit)
        .show("bytes", unit)
        .name("", range -> "█".repeat((int) (range.bytes() * 20 / most)))
        .section(ranges, style, width);
  }

  private static List<String> pools(
      Terms terms, Fragmentation fragmentation, Style style, int width) {
    List<PoolUse> classes =
        fragmentation.sizeClasses().stream()
            .sorted(Comparator.comparingLong(PoolUse::free).reversed())
            .toList();
    if (classes.isEmpty()) {
      return List.of();
    }
    ByteUnit unit =
        ByteUnit.forLargest(
            classes.stream().mapToLong(each -> Math.max(each.live(), each.free())).max().orElse(0));
    List<String> lines =
        ScreenTable.ofColumns(PoolsTable.CLASSES)
            .work(
                terms.poolsOf(), each -> each.key() == 0 ? "unused arena space" : each.key() + " B")
            .showAs(terms.pools(), "pools", unit)
            .showAs(terms.blocks(), "blocks", unit)
            .show("live", unit)
            .show("free", unit)
            .show("trapped", unit)
            .show("largestFree", unit)
            .section(classes.subList(0, Math.min(MOST_CLASSES, classes.size())), style, width);
    if (!fragmentation.poolArenas().isEmpty()) {
      long blocks = fragmentation.poolArenas().stream().mapToLong(PoolUse::blocks).sum();
      lines.addAll(
          Fit.indented(
              String.format(
                  Locale.ROOT,
                  "in %,d arenas, %,d blocks handed out; fathom pins lists those that few hold",
                  fragmentation.poolArenas().size(),
                  blocks),
              width));
    }
    return lines;
  }
}
