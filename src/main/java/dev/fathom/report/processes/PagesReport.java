package dev.fathom.report.processes;

import dev.fathom.analysis.finding.PageFindings;
import dev.fathom.ask.pages.PagesAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.PageTally;
import dev.fathom.model.memory.Mapping;
import dev.fathom.report.Sentences;
import dev.fathom.report.VirtualSizeReport;
import dev.fathom.report.table.MappingsTable;
import dev.fathom.view.Column;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The pages of a process by mapping, as text.
public final class PagesReport {
  /// What `/proc` counts in.
  private static final long KIB = 1024;

  /// From this width on a mapping is told with its end and its whole path.
  private static final int WIDE = 120;

  private static final List<Column<PageTally>> FIGURES =
      List.of(
          MappingsTable.SPEC.column("size"),
          MappingsTable.SPEC.column("rss"),
          MappingsTable.SPEC.column("pss"),
          MappingsTable.SPEC.column("sharedClean"),
          MappingsTable.SPEC.column("sharedDirty"),
          MappingsTable.SPEC.column("privateClean"),
          MappingsTable.SPEC.column("privateDirty"));

  /// Where there is no room for all of them, those up to here stay.
  private static final int PSS = 2;

  private PagesReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many mappings are listed, the largest proportional first
  public static List<String> lines(PagesAnswer answer, int top, Style style, int width) {
    List<PageTally> tallies = answer.tallies();
    List<PageTally> sorted =
        tallies.stream()
            .filter(tally -> tally.rss() + tally.swapped() + tally.zero() > 0)
            .sorted(Comparator.comparingLong(PageTally::pss).reversed())
            .toList();
    Table.Align[] columns = new Table.Align[FIGURES.size() + 1];
    Arrays.fill(columns, Table.Align.RIGHT);
    columns[FIGURES.size()] = Table.Align.LEFT;
    Table table = new Table(columns);
    for (int spared = FIGURES.size() - 1; spared > PSS; spared--) {
      table.spare(spared);
    }
    List<String> head = new ArrayList<>();
    FIGURES.forEach(column -> head.add(column.title()));
    head.add(MappingsTable.SPEC.column("name").title() + " (kB)");
    table.row(head.toArray(String[]::new));
    for (PageTally tally : sorted.subList(0, Math.min(top, sorted.size()))) {
      row(table, List.of(tally), name(tally.mapping(), width >= WIDE));
    }
    row(table, tallies, "all " + tallies.size() + " mappings");
    List<String> lines = new ArrayList<>(opening(answer, width));
    lines.addAll(table.headed(style, width));
    return lines;
  }

  /// {@return the mappings in the order of their addresses, drawn}
  public static List<String> layout(PagesAnswer answer, Style style, int width) {
    List<String> lines = new ArrayList<>(opening(answer, width));
    lines.addAll(LayoutReport.lines(answer.layout(), style, width));
    return lines;
  }

  private static List<String> opening(PagesAnswer answer, int width) {
    List<String> lines =
        new ArrayList<>(Fit.text(Sentences.of(PageFindings.of(answer.tallies())), width));
    lines.addAll(VirtualSizeReport.lines(answer.size(), width));
    answer
        .stacks()
        .ifPresent(stacks ->
            lines.addAll(
                Fit.text(
                    String.format(
                        Locale.ROOT,
                        "One more thread takes %s of stack in memory, of %s mapped (the median of"
                            + " %,d), and what it allocates.",
                        ByteUnit.inText(stacks.resident()),
                        ByteUnit.inText(stacks.mapped()),
                        stacks.count()),
                    width)));
    lines.add("");
    return lines;
  }

  private static void row(Table table, List<PageTally> tallies, String name) {
    List<String> cells = new ArrayList<>();
    for (Column<PageTally> figure : FIGURES) {
      long bytes = tallies.stream().mapToLong(figure::number).sum();
      cells.add(String.format(Locale.ROOT, "%,d", bytes / KIB));
    }
    cells.add(Escape.terminal(name));
    table.row(cells.toArray(String[]::new));
  }

  /// Where there is no room for more, by the last part of its name, or by its address.
  private static String name(Mapping mapping, boolean wide) {
    String name = mapping.name();
    if (wide) {
      return "%x-%x %s %s"
          .formatted(
              mapping.start(),
              mapping.end(),
              mapping.permissions(),
              name.isEmpty() ? "(anonymous)" : name);
    }
    return mapping.permissions()
        + " "
        + (name.isEmpty()
            ? Long.toHexString(mapping.start())
            : name.substring(name.lastIndexOf('/') + 1));
  }
}
