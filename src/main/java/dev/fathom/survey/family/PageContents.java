package dev.fathom.survey.family;

/// Contents that were met, by their hashes: who was the last to have one, and where the first
/// stood.
///
/// **Memory**: some 30 bytes a content.
final class PageContents {
  /// It was not met before.
  static final int NEW = 0;

  /// It was: the very same one, or another of the same holder.
  static final int KNOWN = 1;

  /// It was met at another place, and not with this holder.
  static final int ANOTHER = 2;

  private static final double FULL = 0.6;

  private long[] hashes = new long[1 << 12];
  private long[] places = new long[1 << 12];
  private int[] holders = new int[1 << 12];
  private int count;

  /// Notes a content.
  ///
  /// @param holder whose it is, 0 or more; holders come one after the other
  int put(long hash, int holder, long place) {
    if (count > FULL * hashes.length) {
      grow();
    }
    long key = hash == 0 ? 1 : hash; // 0 stands for an empty slot
    int slot = slot(key);
    if (hashes[slot] == 0) {
      hashes[slot] = key;
      places[slot] = place;
      holders[slot] = holder;
      count++;
      return NEW;
    }
    if (holders[slot] == holder) {
      return KNOWN;
    }
    holders[slot] = holder;
    return places[slot] == place ? KNOWN : ANOTHER;
  }

  private int slot(long key) {
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (hashes.length - 1);
    while (hashes[slot] != 0 && hashes[slot] != key) {
      slot = (slot + 1) & (hashes.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldPlaces = places;
    int[] oldHolders = holders;
    hashes = new long[oldHashes.length * 2];
    places = new long[hashes.length];
    holders = new int[hashes.length];
    for (int old = 0; old < oldHashes.length; old++) {
      if (oldHashes[old] != 0) {
        int slot = slot(oldHashes[old]);
        hashes[slot] = oldHashes[old];
        places[slot] = oldPlaces[old];
        holders[slot] = oldHolders[old];
      }
    }
  }
}
