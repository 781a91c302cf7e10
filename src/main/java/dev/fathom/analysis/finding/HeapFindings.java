package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Arena;
import java.util.List;
import java.util.Locale;

/// What holds the end of each heap, in words.
public final class HeapFindings {
  /// Of so many heaps it is told.
  public static final int MOST = 4;

  private static final double[] MILESTONES = {0.1, 0.5, 0.9};

  private HeapFindings() {}

  /// {@return what is to be said of the heaps that are held, in their order}
  public static List<Finding> of(Findings findings, Pins pins) {
    List<Finding> told =
        pins.heaps().stream()
            .filter(heap -> heap.count() > 0)
            .limit(MOST)
            .map(heap -> of(findings, heap))
            .toList();
    return told.isEmpty()
        ? List.of(
            Finding.of(
                FindingKind.NOTHING_PINNED,
                0,
                findings.counters().rss(),
                Evidence.VALIDATED,
                "No heap is held by less than what it would give back: nothing pins it."))
        : told;
  }

  /// {@return what is to be said of one that is held}
  public static Finding of(Findings findings, HeapPins heap) {
    return Finding.of(
            FindingKind.HEAP_HELD,
            heap.held(),
            findings.counters().rss(),
            Evidence.VALIDATED,
            sentence(findings, heap))
        .about(List.of(name(findings, heap)));
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
                ByteUnit.inText(heap.releasable())));
    if (!heap.few()) {
      text.append(" No small set of pins holds it: the heap is in use.");
    }
    if (heap.ready() > 0) {
      text.append(" ").append(ByteUnit.inText(heap.ready())).append(" above them is free to go.");
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
        ByteUnit.inText(weight),
        count == 1 ? "keeps" : "keep",
        ByteUnit.inText(heap.released().get(count - 1)));
  }

  private static String name(Findings findings, HeapPins heap) {
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
}
