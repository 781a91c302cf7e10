package dev.fathom.analysis.account.fragmentation;

import dev.fathom.model.column.LongColumn;
import dev.fathom.model.memory.Heaps;

/// What holds the end of one heap in memory: the pieces that are not free, from its top downwards.
///
/// malloc gives a heap back from its end alone. So a piece holds all that is free right below it,
/// and what goes back when it is freed also takes that all above it is.
///
/// @param arena id of the arena
/// @param heap the heap
/// @param starts first addresses, the highest first
/// @param ends addresses after the last
/// @param codes states of the pieces, as [dev.fathom.model.memory.ChunkState] codes
/// @param released of each, what would be given back in all if it and those before it were freed
/// @param ready what is above the first of them already
/// @param releasable what would be given back if nothing were left in the heap
public record HeapPins(
    int arena,
    Heaps.Range heap,
    LongColumn starts,
    LongColumn ends,
    LongColumn codes,
    LongColumn released,
    long ready,
    long releasable) {

  public int count() {
    return starts.count();
  }

  public long bytes(int pin) {
    return ends.get(pin) - starts.get(pin);
  }

  /// {@return what the pin alone adds to what those before it release}
  public long released(int pin) {
    return released.get(pin) - (pin == 0 ? 0 : released.get(pin - 1));
  }

  /// {@return what all listed ones hold}
  public long held() {
    return count() == 0 ? 0 : released.get(count() - 1);
  }

  /// {@return the bytes of all listed ones}
  public long pinBytes() {
    long bytes = 0;
    for (int pin = 0; pin < count(); pin++) {
      bytes += bytes(pin);
    }
    return bytes;
  }

  /// {@return how many of them, from the top, hold this share of what all listed ones do}
  ///
  /// @param share from 0 to 1
  public int enoughFor(double share) {
    int pin = 0;
    while (pin < count() && released.get(pin) < share * held()) {
      pin++;
    }
    return Math.min(count(), pin + 1);
  }

  /// Whether they weigh next to nothing against what they hold: a hundredth.
  public boolean few() {
    return count() > 0 && pinBytes() * 100 <= held();
  }
}
