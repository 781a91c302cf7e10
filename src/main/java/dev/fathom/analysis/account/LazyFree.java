package dev.fathom.analysis.account;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes memory that a process has given back by `MADV_FREE` out of the accounts that it would be
/// in: its pages are in Rss until the kernel needs them.
///
/// The kernel says how much of a mapping that is, not which pages. They are taken to be first of
/// what no allocator and no runtime knows in that mapping, then of the whole pages that allocators
/// hold free: that is what allocators give back in this way. Never more than there is of either.
final class LazyFree {
  /// What nobody knows, or no more than who has it.
  private static final List<Leaf> FIRST = List.of(Leaf.UNCLAIMED_ANONYMOUS, Leaf.MAPPED);

  private static final List<Leaf> THEN = List.of(Leaf.CHUNK_WHOLE, Leaf.POOL_WHOLE, Leaf.CHUNK_TOP);

  private final Ledger ledger;
  private final Map<Leaf, Long> before = new EnumMap<>(Leaf.class);
  private @Nullable Mapping mapping;
  private long left;

  LazyFree(Ledger ledger) {
    this.ledger = ledger;
  }

  /// What is booked from now on is of this area.
  void enter(Area area) {
    if (mapping == null || area.mapping().start() != mapping.start()) {
      closeMapping();
      mapping = area.mapping();
      FIRST.forEach(leaf -> before.put(leaf, ledger.booked(leaf)));
    }
  }

  private void closeMapping() {
    if (mapping != null) {
      long wanted = mapping.counters().lazyFree();
      for (Leaf leaf : FIRST) {
        wanted -= take(leaf, Math.min(wanted, ledger.booked(leaf) - before.getOrDefault(leaf, 0L)));
      }
      left += wanted;
    }
    mapping = null;
  }

  private long take(Leaf from, long most) {
    long taken = Math.max(0, Math.min(most, ledger.booked(from)));
    ledger.book(from, -taken);
    ledger.book(Leaf.LAZY_FREE, taken);
    return taken;
  }

  /// Takes the rest, once all is booked.
  void finish() {
    closeMapping();
    for (Leaf free : THEN) {
      left -= take(free, left);
    }
  }
}
