package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.account.fragmentation.PoolUse;
import dev.fathom.analysis.finding.AdviceFindings;
import dev.fathom.analysis.finding.HeapFindings;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.report.Sentences;
import dev.fathom.report.table.Pin;
import dev.fathom.report.table.PinsTable;
import dev.fathom.report.table.PoolsTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What few live pieces keep much memory, as text.
public final class PinsReport {
  private static final int POOLS = 5;
  private static final int KINDS = 8;

  /// What the type may take of a line; the owner's name tells more.
  private static final int TYPE_SHARE = 4;

  private PinsReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many pins are listed of each heap
  public static List<String> lines(
      Findings findings,
      Pins pins,
      Occupants occupants,
      List<Advice> advice,
      int top,
      Style style,
      int width) {
    List<String> lines = new ArrayList<>();
    List<HeapPins> held = pins.heaps().stream().filter(heap -> heap.count() > 0).toList();
    if (held.isEmpty()) {
      lines.addAll(Fit.text(Sentences.of(HeapFindings.of(findings, pins)), width));
    }
    for (HeapPins heap : held.subList(0, Math.min(HeapFindings.MOST, held.size()))) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(Fit.text(Sentences.of(HeapFindings.of(findings, heap)), width));
      lines.addAll(tables(heap, occupants, top, style, width));
    }
    if (held.size() > HeapFindings.MOST) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT,
                  "… %,d more heaps; --json has all",
                  held.size() - HeapFindings.MOST)));
    }
    lines.addAll(pools(pins, style, width));
    lines.addAll(
        AdviceReport.lines(AdviceFindings.of(advice, findings.counters().rss()), style, width));
    return lines;
  }

  /// The pins of a heap by what they are, and those that hold most, in their order from the top.
  private static List<String> tables(
      HeapPins heap, Occupants occupants, int top, Style style, int width) {
    List<Pin> all = Pin.of(heap, occupants).toList();
    List<Pin> shown = Pin.largest(all, top);
    List<String> lines = new ArrayList<>(kinds(all, style, width));
    lines.addAll(
        ScreenTable.ofColumns(PinsTable.SPEC)
            .show("address")
            .show("size")
            .spare()
            .show("releases")
            .show("cumulative")
            .spare()
            .show("type", width / TYPE_SHARE)
            .show("owner")
            .section(shown, style, width));
    if (heap.count() > shown.size()) {
      Fit.indented(
              String.format(
                  Locale.ROOT,
                  "… %,d that hold less, between them; --top N shows more",
                  heap.count() - shown.size()),
              width)
          .forEach(each -> lines.add(style.dim(each)));
    }
    return lines;
  }

  private static List<String> kinds(List<Pin> pins, Style style, int width) {
    Map<Occupants.Occupant, Kind> kinds = new LinkedHashMap<>();
    for (Pin pin : pins) {
      Kind kind = kinds.computeIfAbsent(pin.occupant().alike(), each -> new Kind());
      kind.count++;
      kind.bytes += pin.size();
      kind.releases += pin.releases();
    }
    Table table =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    table.row("PINNED BY", "size", "releases", "type", "owner");
    table.spare(1);
    kinds.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<Occupants.Occupant, Kind>>comparingLong(
                    each -> each.getValue().releases)
                .reversed())
        .limit(KINDS)
        .forEach(each ->
            table.row(
                String.format(Locale.ROOT, "%,d", each.getValue().count),
                ByteUnit.inText(each.getValue().bytes),
                ByteUnit.inText(each.getValue().releases),
                Escape.terminal(each.getKey().type(), width / TYPE_SHARE),
                Escape.terminal(each.getKey().owner())));
    List<String> lines = table.section(style, width);
    if (kinds.size() > KINDS) {
      lines.add(
          style.dim(
              Fit.line(
                  String.format(Locale.ROOT, "… and %,d kinds more", kinds.size() - KINDS),
                  width)));
    }
    return lines;
  }

  /// Pins that hold the same kind of thing.
  private static final class Kind {
    private long count;
    private long bytes;
    private long releases;
  }

  private static List<String> pools(Pins pins, Style style, int width) {
    if (pins.pools().isEmpty()) {
      return List.of();
    }
    ByteUnit unit =
        ByteUnit.forLargest(pins.pools().stream().mapToLong(PoolUse::resident).max().orElse(0));
    List<String> lines =
        ScreenTable.ofColumns(PoolsTable.ARENAS)
            .name(
                PoolsTable.ARENAS.title(),
                arena -> String.format(Locale.ROOT, "%d at 0x%x", arena.key(), arena.start()))
            .show("blocks")
            .show("live")
            .showAs("would release", "resident", unit)
            .section(pins.pools().subList(0, Math.min(POOLS, pins.pools().size())), style, width);
    if (pins.pools().size() > POOLS) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT, "… %,d more, held by more blocks", pins.pools().size() - POOLS)));
    }
    return lines;
  }
}
