package dev.fathom.analysis.returned;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.model.Findings;
import java.util.BitSet;
import java.util.List;

/// What would go back to the kernel if some objects went; in bytes.
///
/// What goes back depends on the order in which it is freed, for which there is a likely one
/// ([FreeingOrder]). A thread keeps the first chunks of each size that it frees: where they stand
/// below the end of a heap, that is held. A runtime keeps the arena of pools that is empty first.
/// So there are bounds, too: what it is if the highest are freed first, or the lowest, and if the
/// largest arena is kept, or the smallest.
///
/// @param objects how many go
/// @param freed what they take
/// @param resident how much of that is in memory
/// @param byItself what goes back by itself
/// @param afterRelease what has gone back in all when the program makes the allocator's release
///   call after it; what is free already goes then, too
/// @param releasableNow what that call would give back without it
/// @param stays what of [#resident] is still in memory then
/// @param unforetold what of [#resident] is of allocators of which it cannot be foretold
/// @param guessed what of [#freed] is only likely to be the objects'
/// @param keepers who keeps what stays, those that keep the most first
public record Returned(
    int objects,
    long freed,
    long resident,
    Range byItself,
    Range afterRelease,
    long releasableNow,
    long stays,
    long unforetold,
    long guessed,
    List<Keeper> keepers) {
  private static final long PAGE_BYTES = 4096;

  /// A figure and its bounds.
  ///
  /// @param likely what is likely
  /// @param least the lower bound
  /// @param most the upper one
  public record Range(long likely, long least, long most) {
    private static Range of(long likely, long one, long other) {
      return new Range(
          likely, Math.min(likely, Math.min(one, other)), Math.max(likely, Math.max(one, other)));
    }

    private Range plus(Range more) {
      return new Range(likely + more.likely, least + more.least, most + more.most);
    }
  }

  public Returned {
    keepers = List.copyOf(keepers);
  }

  /// {@return whether it is foretold of more than what shares a page with others}
  public boolean isForetold() {
    return unforetold == 0 || resident - unforetold >= PAGE_BYTES;
  }

  /// Foretells it. **Cost**: that of the paths and of a balance sheet.
  public static Returned of(GraphAnalysis graph, Dropping dropping) {
    Findings findings = graph.findings();
    BitSet gone = dropping.gone(findings, graph.entries());
    FreedMemory freed = FreedMemory.of(findings, gone, FreeingOrder.of(findings, dropping, gone));
    HeapsAfter heaps = new HeapsAfter(findings, freed.chunks());
    HeapsAfter.Outcome likely = heaps.foretell(heaps.cached(freed.inOrder()), freed.adapted());
    HeapsAfter.Outcome above = heaps.foretell(heaps.cachedAbove(), freed.adapted());
    HeapsAfter.Outcome below = heaps.foretell(heaps.cachedBelow(), 0);
    PoolsAfter pools = freed.pools();
    Range atOnce =
        Range.of(pools.returned(), pools.returnedAtLeast(), pools.returnedAtMost())
            .plus(Range.of(freed.unmapped(), freed.unmapped(), freed.unmapped()));
    long now = new HeapsAfter(findings, new BitSet()).foretell(new BitSet(), 0).afterRelease();
    Trapped trapped = Trapped.of(findings, gone, freed, likely);
    return new Returned(
        gone.cardinality(),
        freed.bytes(),
        freed.resident(),
        atOnce.plus(Range.of(likely.byItself(), above.byItself(), below.byItself())),
        atOnce.plus(Range.of(likely.afterRelease(), above.afterRelease(), below.afterRelease())),
        now,
        trapped.bytes(),
        freed.unforetold(),
        freed.guessed(),
        trapped.keepers(graph));
  }
}
