package dev.fathom.analysis.account;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import org.jspecify.annotations.Nullable;

/// Takes memory that a process has given back by `MADV_FREE` out of the accounts that it would be
/// in: its pages are in Rss until the kernel needs them.
///
/// The kernel says how much of a mapping that is, not which pages. They are taken to be first of
/// what nobody knows in that mapping, then of the whole pages that allocators hold free: that is
/// what allocators give back in this way. Never more than there is of either.
final class LazyFree {
  private final Ledger ledger;
  private @Nullable Mapping mapping;
  private long unclaimedBefore;
  private long left;

  LazyFree(Ledger ledger) {
    this.ledger = ledger;
  }

  /// What is booked from now on is of this area.
  void enter(Area area) {
    if (mapping == null || area.mapping().start() != mapping.start()) {
      closeMapping();
      mapping = area.mapping();
      unclaimedBefore = ledger.booked(Leaf.UNCLAIMED_ANONYMOUS);
    }
  }

  private void closeMapping() {
    if (mapping != null && mapping.counters().lazyFree() > 0) {
      long unclaimed = ledger.booked(Leaf.UNCLAIMED_ANONYMOUS) - unclaimedBefore;
      left += mapping.counters().lazyFree() - take(Leaf.UNCLAIMED_ANONYMOUS, unclaimed);
    }
    mapping = null;
  }

  private long take(Leaf from, long most) {
    long wanted = mapping == null ? left : mapping.counters().lazyFree();
    long taken = Math.min(wanted, Math.min(most, ledger.booked(from)));
    if (taken <= 0) {
      return 0;
    }
    ledger.book(from, -taken);
    ledger.book(Leaf.LAZY_FREE, taken);
    return taken;
  }

  /// Takes the rest, once all is booked.
  void finish() {
    closeMapping();
    for (Leaf free : new Leaf[] {Leaf.CHUNK_WHOLE, Leaf.POOL_WHOLE, Leaf.CHUNK_TOP}) {
      left -= take(free, left);
    }
  }
}
