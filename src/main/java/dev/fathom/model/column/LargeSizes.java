package dev.fathom.model.column;

import java.util.Arrays;

/// The few sizes of a [SizeColumn] that do not fit where the others are.
///
/// **Memory**: 24 to 48 bytes each.
final class LargeSizes {
  private static final int NOTHING = -1;

  /// By open addressing: where in the column each is.
  private int[] places = new int[0];

  private long[] sizes = new long[0];
  private int count;

  /// {@return the size that was put last for a place; 0 where none was}
  long get(int place) {
    if (count == 0) {
      return 0;
    }
    int slot = slot(place);
    return places[slot] == place ? sizes[slot] : 0;
  }

  void put(int place, long size) {
    if (count * 2 >= places.length) {
      grow();
    }
    int slot = slot(place);
    count += places[slot] == place ? 0 : 1;
    places[slot] = place;
    sizes[slot] = size;
  }

  /// {@return where a place is, or may be put}
  private int slot(int place) {
    int mask = places.length - 1;
    int slot = ((place * 0x9E3779B1) >>> 3) & mask;
    while (places[slot] != NOTHING && places[slot] != place) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] before = places;
    long[] sizesBefore = sizes;
    places = new int[Math.max(64, Math.multiplyExact(before.length, 2))];
    Arrays.fill(places, NOTHING);
    sizes = new long[places.length];
    for (int at = 0; at < before.length; at++) {
      if (before[at] != NOTHING) {
        int slot = slot(before[at]);
        places[slot] = before[at];
        sizes[slot] = sizesBefore[at];
      }
    }
  }
}
