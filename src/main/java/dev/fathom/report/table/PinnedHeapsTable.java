package dev.fathom.report.table;

import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// The heaps that grow and shrink at their end, and what holds that.
public final class PinnedHeapsTable {
  /// As programs get it.
  public static final TableSpec<HeapPins> SPEC =
      new TableSpec<>(
          "heaps",
          "HEAPS",
          "a heap, and all that holds its end",
          List.of(
              Column.id("arena", "arena", "the number of its arena", HeapPins::arena),
              Column.address("start", "start", "its first address", each -> each.heap().start()),
              Column.address("end", "end", "the address after its last", each -> each.heap().end()),
              Column.bytes("ready", "ready", "what is free above the pins", HeapPins::ready),
              Column.bytes(
                  "releasable",
                  "releasable",
                  "what it would give back if it were empty",
                  HeapPins::releasable),
              Column.count("pins", "pins", "how many there are", HeapPins::count),
              Column.bytes("pinBytes", "size", "what these take", HeapPins::pinBytes),
              Column.bytes("held", "held", "what would go back without them", HeapPins::held),
              Column.flag(
                  "few", "few", "whether they are next to nothing of that", HeapPins::few)));

  private PinnedHeapsTable() {}
}
