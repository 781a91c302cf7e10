package dev.fathom.analysis.account;

import java.util.EnumMap;
import java.util.Map;

/// What has been booked in each [Leaf], in resident bytes.
final class Ledger {
  private final Map<Leaf, Sum> sums = new EnumMap<>(Leaf.class);

  /// A sum that grows in place: it is added to once for every piece of memory.
  private static final class Sum {
    private long bytes;
  }

  Ledger() {
    for (Leaf leaf : Leaf.values()) {
      sums.put(leaf, new Sum());
    }
  }

  void book(Leaf leaf, long bytes) {
    sum(leaf).bytes += bytes;
  }

  long booked(Leaf leaf) {
    return sum(leaf).bytes;
  }

  long total() {
    return sums.values().stream().mapToLong(sum -> sum.bytes).sum();
  }

  private Sum sum(Leaf leaf) {
    return java.util.Objects.requireNonNull(sums.get(leaf)); // every leaf was put there
  }
}
