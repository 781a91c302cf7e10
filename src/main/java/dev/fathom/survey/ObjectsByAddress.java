package dev.fathom.survey;

import dev.fathom.model.column.GranuleIndex;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.object.ObjectTable;
import java.util.Arrays;

/// Which object begins at an address, or lies around it.
///
/// **Memory**: 56 bytes a page with objects, 4 for each granule in which two begin, and 48 KiB.
final class ObjectsByAddress {
  private static final int REMEMBERED = 1 << 12;
  private static final int GRANULE_SHIFT = 4;
  private static final int FAR_SHIFT = 16;

  private final ObjectTable objects;
  private final GranuleIndex index = new GranuleIndex();

  /// Ranks of the granules in which one more object begins, ascending: a rank is of the first of
  /// them, and the numbers of all objects above are higher by one than their ranks.
  private final IntColumn shared = new IntColumn();

  /// Whether all objects begin where a granule does.
  private boolean aligned = true;

  // What was looked up, by the lowest bits of the granule: types, names and small numbers are what
  // most references lead to.
  private final long[] lastAddresses = new long[REMEMBERED];
  private final int[] lastObjects = new int[REMEMBERED];

  ObjectsByAddress(ObjectTable objects) {
    this.objects = objects;
    for (int object = 0; object < objects.count(); object++) {
      long address = objects.address(object);
      aligned &= address % GranuleIndex.GRANULE_BYTES == 0;
      if (!index.mark(address)) {
        shared.add(index.marked() - 1);
      }
    }
    index.seal();
    Arrays.fill(lastObjects, -1); // no object begins at 0
  }

  /// {@return the object that begins at an address, or -1}
  int at(long address) {
    int place = (int) (address >>> GRANULE_SHIFT ^ address >>> FAR_SHIFT) & REMEMBERED - 1;
    if (lastAddresses[place] != address) {
      lastObjects[place] = find(address);
      lastAddresses[place] = address;
    }
    return lastObjects[place];
  }

  private int find(long address) {
    int rank = index.rank(address);
    if (rank < 0) {
      return -1;
    }
    if (aligned) {
      return address % GranuleIndex.GRANULE_BYTES == 0 ? ofRank(rank) : -1;
    }
    int object = ofRank(rank);
    if (objects.address(object) == address) {
      return object;
    }
    boolean second =
        shared.count() > 0
            && object + 1 < objects.count()
            && objects.address(object + 1) == address;
    return second ? object + 1 : -1;
  }

  /// {@return the object in which an address lies, or -1}
  ///
  /// @param link whether what leads there may be a link of an allocator's list: not where the
  ///   header of the next chunk begins, which for glibc is the last word of the one before
  ///   (`malloc/malloc.c`, "chunk")
  int around(long address, boolean link) {
    int rank = index.rankAtOrBelow(address);
    if (rank < 0) {
      return -1;
    }
    int object = ofRank(rank);
    long inside = address - objects.address(object);
    if (shared.count() > 0 && object + 1 < objects.count()) {
      long next = objects.address(object + 1);
      if (next > address - inside && next <= address) {
        object++; // the second of two in one granule
        inside = address - next;
      }
    }
    long bytes = objects.shallow(object);
    boolean header =
        link && inside == bytes - Long.BYTES && address % GranuleIndex.GRANULE_BYTES == 0;
    return inside == 0 || (inside > 0 && inside < bytes && !header) ? object : -1;
  }

  /// {@return the first object of a granule}
  private int ofRank(int rank) {
    if (shared.count() == 0 || shared.get(0) >= rank) {
      return rank;
    }
    int low = 0;
    int high = shared.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (shared.get(middle) < rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return rank + low;
  }
}
