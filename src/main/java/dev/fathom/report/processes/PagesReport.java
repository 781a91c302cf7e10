package dev.fathom.report.processes;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.PageTally;
import dev.fathom.report.table.MappingsTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    List<String> lines = new ArrayList<>(verdict(sorted, width));
    lines.add("");
    lines.addAll(table.headed(style, width));
    return lines;
  }

  private static List<String> verdict(List<PageTally> tallies, int width) {
    long rss = sum(tallies, PageTally::rss);
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s resident, of which %s is mapped here alone and %s is shared.",
                ByteUnit.inText(rss),
                ByteUnit.inText(sum(tallies, PageTally::uss)),
                ByteUnit.inText(sum(tallies, PageTally::shared))));
    say(text, sum(tallies, PageTally::sharedMemory), "is shared memory");
    say(text, sum(tallies, PageTally::huge), "is in huge pages");
    say(text, sum(tallies, PageTally::merged), "is merged with equal pages (KSM)");
    say(text, sum(tallies, PageTally::swapped), "more is swapped out");
    say(text, sum(tallies, PageTally::zero), "more is mapped to the zero page and takes nothing");
    if (tallies.stream().anyMatch(tally -> !tally.framesShown())) {
      text.append(
          " The kernel shows no frames here (that takes root): PSS is its own figure, with how many"
              + " a page is shared is not known, shmem counts as file.");
    } else {
      text.append(" Mapped by").append(sharers(tallies)).append(".");
    }
    return Fit.text(text.toString(), width);
  }

  private static void say(StringBuilder text, long bytes, String what) {
    if (bytes > 0) {
      text.append(" ").append(ByteUnit.inText(bytes)).append(" ").append(what).append(".");
    }
  }

  private static String sharers(List<PageTally> tallies) {
    StringBuilder text = new StringBuilder();
    int classes = tallies.isEmpty() ? 0 : tallies.getFirst().sharers().size();
    for (int at = 0; at < classes; at++) {
      int sharerClass = at;
      long bytes = sum(tallies, tally -> tally.sharers().get(sharerClass));
      if (bytes > 0) {
        text.append(text.isEmpty() ? " " : ", ")
            .append(at < 2 ? Integer.toString(at + 1) : ((1 << (at - 1)) + 1) + "–" + (1 << at))
            .append(": ")
            .append(ByteUnit.inText(bytes));
      }
    }
    return text.toString();
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
