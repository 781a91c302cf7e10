package dev.fathom.report.processes;

import dev.fathom.analysis.finding.PageFindings;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.PageTally;
import dev.fathom.report.Sentences;
import dev.fathom.report.table.MappingsTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/// The pages of a process by mapping, as text.
public final class PagesReport {
  private PagesReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many mappings are listed, the largest proportional first
  public static List<String> lines(List<PageTally> tallies, int top, Style style, int width) {
    List<PageTally> sorted =
        tallies.stream()
            .filter(tally -> tally.rss() + tally.swapped() + tally.zero() > 0)
            .sorted(Comparator.comparingLong(PageTally::pss).reversed())
            .toList();
    ByteUnit unit = ByteUnit.forLargest(sum(sorted, PageTally::rss));
    Table table =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT);
    table.row(
        MappingsTable.SPEC.column("rss").title(),
        MappingsTable.SPEC.column("pss").title(),
        MappingsTable.SPEC.column("uss").title(),
        MappingsTable.SPEC.column("anonymous").title(),
        MappingsTable.SPEC.column("file").title(),
        MappingsTable.SPEC.column("name").title());
    for (PageTally tally : sorted.subList(0, Math.min(top, sorted.size()))) {
      row(table, List.of(tally), unit, name(tally));
    }
    row(table, sorted, unit, "all " + tallies.size() + " mappings");
    List<String> lines = new ArrayList<>(Fit.text(Sentences.of(PageFindings.of(tallies)), width));
    lines.add("");
    lines.addAll(table.headed(style, width));
    return lines;
  }

  private static void row(Table table, List<PageTally> tallies, ByteUnit unit, String name) {
    table.row(
        unit.format(sum(tallies, PageTally::rss)),
        unit.format(sum(tallies, PageTally::pss)),
        unit.format(sum(tallies, PageTally::uss)),
        unit.format(sum(tallies, PageTally::anonymous)),
        unit.format(sum(tallies, tally -> tally.file() + tally.sharedMemory())),
        Escape.terminal(name));
  }

  private static String name(PageTally tally) {
    String name = tally.mapping().name();
    return "%x %s %s"
        .formatted(
            tally.mapping().start(),
            tally.mapping().permissions(),
            name.isEmpty() ? "(anonymous)" : name);
  }

  private static long sum(List<PageTally> tallies, ToLongFunction<PageTally> figure) {
    return tallies.stream().mapToLong(figure).sum();
  }
}
