package dev.fathom.export.chrome;

import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.model.object.ObjectTable;
import java.util.Arrays;

/// The objects that have no node of their own, by the object that keeps them, and by type: in the
/// order of the objects that keep them, those that none keeps first.
///
/// **Memory**: at most 60 bytes a group.
final class GroupNodes {
  private static final int FIRST_SLOTS = 1 << 12;
  private static final long EMPTY = -1;

  /// The fractional part of the golden ratio, which spreads what is close.
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  // A hash table: the keeper plus 1 above the type, or EMPTY.
  private long[] keys = new long[FIRST_SLOTS];
  private long[] bytes = new long[FIRST_SLOTS];
  private int[] counts = new int[FIRST_SLOTS];
  private int count;

  /// The slots of the groups in their order.
  private int[] ordered = {};

  private GroupNodes() {
    Arrays.fill(keys, EMPTY);
  }

  /// Puts objects together. **Cost**: some 50 ns an object.
  static GroupNodes of(ObjectTable objects, OwnSizes sizes, OwnNodes own) {
    GroupNodes groups = new GroupNodes();
    for (int object = 0; own.someTogether() && object < objects.count(); object++) {
      if (own.place(object) < 0) {
        long key = ((long) (own.keeper(object) + 1) << Integer.SIZE) | objects.type(object);
        groups.add(key, sizes.allocated(object), 1);
      }
    }
    groups.order();
    return groups;
  }

  private void add(long key, long more, int members) {
    if (count >= keys.length / 2) {
      grow();
    }
    int slot = slot(key);
    if (keys[slot] == EMPTY) {
      keys[slot] = key;
      count++;
    }
    bytes[slot] += more;
    counts[slot] += members;
  }

  private int slot(long key) {
    int slot = (int) ((key * SPREAD) >>> Integer.SIZE) & (keys.length - 1);
    while (keys[slot] != EMPTY && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldBytes = bytes;
    int[] oldCounts = counts;
    keys = new long[oldKeys.length * 2];
    bytes = new long[keys.length];
    counts = new int[keys.length];
    Arrays.fill(keys, EMPTY);
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] != EMPTY) {
        int slot = slot(oldKeys[old]);
        keys[slot] = oldKeys[old];
        bytes[slot] = oldBytes[old];
        counts[slot] = oldCounts[old];
      }
    }
  }

  private void order() {
    long[] sorted = new long[count];
    int next = 0;
    for (long key : keys) {
      if (key != EMPTY) {
        sorted[next++] = key;
      }
    }
    Arrays.sort(sorted);
    ordered = new int[count];
    for (int group = 0; group < count; group++) {
      ordered[group] = slot(sorted[group]);
    }
  }

  /// {@return how many groups there are}
  int count() {
    return count;
  }

  /// {@return the object that keeps all of a group, or [Dominators#OUTSIDE]}
  int keeper(int group) {
    return (int) (keys[ordered[group]] >>> Integer.SIZE) - 1;
  }

  /// {@return the id of their type}
  int type(int group) {
    return (int) keys[ordered[group]];
  }

  /// {@return what they take}
  long bytes(int group) {
    return bytes[ordered[group]];
  }

  /// {@return how many objects are in it}
  int objects(int group) {
    return counts[ordered[group]];
  }

  /// {@return the first group that an object keeps, or one after it does}
  int first(int keeper) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keeper(middle) < keeper) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
