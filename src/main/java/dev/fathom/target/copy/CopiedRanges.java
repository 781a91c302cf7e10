package dev.fathom.target.copy;

/// Which ranges of a process are in a copy, ascending, and where in the room each stands.
final class CopiedRanges {
  private final LongList starts = new LongList();
  private final LongList ends = new LongList();
  private final LongList offsets = new LongList();

  /// Adds what follows on all that was added.
  void add(long start, long end, long offset) {
    int last = starts.count() - 1;
    if (last >= 0 && ends.get(last) == start && offset(last, start) == offset) {
      ends.set(last, end);
      return;
    }
    starts.add(start);
    ends.add(end);
    offsets.add(offset);
  }

  int count() {
    return starts.count();
  }

  long start(int place) {
    return starts.get(place);
  }

  long end(int place) {
    return ends.get(place);
  }

  /// {@return where in the room an address of a range stands}
  long offset(int place, long address) {
    return offsets.get(place) + address - starts.get(place);
  }

  /// {@return the range that holds `address`, or else the first above it; may be [#count()]}
  int at(long address) {
    int below = starts.atOrBelow(address);
    return below >= 0 && ends.get(below) > address ? below : below + 1;
  }
}
