package dev.fathom.report;

import dev.fathom.account.Advice;
import dev.fathom.account.HeapPins;
import dev.fathom.account.Pins;
import dev.fathom.account.PoolUse;
import dev.fathom.findings.Findings;
import dev.fathom.graph.Occupants;
import dev.fathom.malloc.Arena;
import dev.fathom.malloc.ChunkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What few live pieces keep much memory, as text.
public final class PinsReport {
  private static final double[] MILESTONES = {0.1, 0.5, 0.9};
  private static final int HEAPS = 4;
  private static final int POOLS = 5;

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
      lines.addAll(
          Fit.text(
              "No heap is held by less than what it would give back: nothing pins it.", width));
    }
    for (HeapPins heap : held.subList(0, Math.min(HEAPS, held.size()))) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(Fit.text(sentence(findings, heap), width));
      lines.addAll(table(heap, occupants, top, style, width));
    }
    if (held.size() > HEAPS) {
      lines.add(
          style.dim(
              String.format(Locale.ROOT, "… %,d more heaps; --json has all", held.size() - HEAPS)));
    }
    lines.addAll(pools(pins, style, width));
    lines.addAll(AdviceReport.lines(advice, style, width));
    return lines;
  }

  private static String sentence(Findings findings, HeapPins heap) {
    StringBuilder text = new StringBuilder("Top of the ").append(name(findings, heap)).append(": ");
    int last = 0;
    for (double share : MILESTONES) {
      int count = heap.enoughFor(share);
      if (count > last && count < heap.count()) {
        text.append(count(heap, count)).append("; ");
      }
      last = Math.max(last, count);
    }
    text.append(count(heap, heap.count()))
        .append(
            String.format(
                Locale.ROOT,
                " of %s that an empty heap would give back.",
                Unit.inText(heap.releasable())));
    if (!heap.few()) {
      text.append(" No few pieces hold it: it is not pinned, it is in use.");
    }
    if (heap.ready() > 0) {
      text.append(" ").append(Unit.inText(heap.ready())).append(" above them is free to go.");
    }
    return text.toString();
  }

  private static String count(HeapPins heap, int count) {
    long weight = 0;
    for (int pin = 0; pin < count; pin++) {
      weight += heap.bytes(pin);
    }
    return String.format(
        Locale.ROOT,
        "%,d %s, %s, %s %s",
        count,
        count == 1 ? "chunk" : "chunks",
        Unit.inText(weight),
        count == 1 ? "keeps" : "keep",
        Unit.inText(heap.released().get(count - 1)));
  }

  static String name(Findings findings, HeapPins heap) {
    Arena arena = findings.heaps().arenas().get(heap.arena()).arena();
    return arena.kind() == Arena.Kind.MAIN
        ? "main heap"
        : String.format(
            Locale.ROOT,
            "%s heap %d at 0x%x",
            arena.kind().id(),
            arena.number(),
            heap.heap().start());
  }

  private static List<String> table(
      HeapPins heap, Occupants occupants, int top, Style style, int width) {
    int count = Math.min(top, heap.count());
    Table table =
        new Table(
            Table.Align.LEFT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    Unit unit = Unit.forLargest(heap.held());
    table.row("PIN", "size", "releases", "in all", "type", "owner");
    for (int pin = 0; pin < count; pin++) {
      Occupants.Occupant occupant =
          occupants.in(
              heap.starts().get(pin),
              heap.ends().get(pin),
              ChunkState.of((int) heap.codes().get(pin)));
      table.row(
          String.format(Locale.ROOT, "0x%x", heap.starts().get(pin)),
          String.format(Locale.ROOT, "%,d", heap.bytes(pin)),
          unit.format(heap.released(pin)),
          unit.format(heap.released().get(pin)),
          Escape.terminal(occupant.type(), 40),
          Escape.terminal(occupant.owner()));
    }
    List<String> lines = new ArrayList<>();
    List<String> rows = table.lines(width);
    lines.add(style.bold(rows.getFirst()));
    lines.addAll(rows.subList(1, rows.size()));
    if (heap.count() > count) {
      lines.add(
          style.dim(
              String.format(Locale.ROOT, "… %,d more; --top N shows more", heap.count() - count)));
    }
    return lines;
  }

  private static List<String> pools(Pins pins, Style style, int width) {
    if (pins.pools().isEmpty()) {
      return List.of();
    }
    Table table =
        new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT);
    Unit unit = Unit.forLargest(pins.pools().stream().mapToLong(PoolUse::resident).max().orElse(0));
    table.row("POOL ARENA", "blocks", "live", "would release");
    for (PoolUse arena : pins.pools().subList(0, Math.min(POOLS, pins.pools().size()))) {
      table.row(
          String.format(Locale.ROOT, "%d at 0x%x", arena.key(), arena.start()),
          String.format(Locale.ROOT, "%,d", arena.blocks()),
          Unit.inText(arena.live()),
          unit.format(arena.resident()));
    }
    List<String> lines = new ArrayList<>();
    List<String> rows = table.lines(width);
    lines.add("");
    lines.add(style.bold(rows.getFirst()));
    lines.addAll(rows.subList(1, rows.size()));
    if (pins.pools().size() > POOLS) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT, "… %,d more, held by more blocks", pins.pools().size() - POOLS)));
    }
    return lines;
  }
}
