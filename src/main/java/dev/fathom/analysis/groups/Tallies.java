package dev.fathom.analysis.groups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// Adds up objects by type and group: a table of hashes without an object for each.
final class Tallies {
  private static final int COUNT = 0;
  private static final int SHALLOW = 1;
  private static final int ALLOCATED = 2;
  private static final int RESIDENT = 3;
  private static final int PROPORTIONAL = 4;
  private static final int FIGURES = 5;

  private static final int EMPTY = -1;

  /// The fractional part of the golden ratio, which spreads what is close.
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /// For each slot the number of a tally; at least half of them are empty.
  private int[] slots = new int[1 << 10];

  private long[] keys = new long[1 << 8];
  private long[] figures = new long[keys.length * FIGURES];
  private int count;
  private int last = EMPTY;

  Tallies() {
    Arrays.fill(slots, EMPTY);
  }

  void add(int type, int group, long shallow, long allocated, long resident, long proportional) {
    long key = (long) type << Integer.SIZE | Integer.toUnsignedLong(group);
    if (last == EMPTY || keys[last] != key) {
      last = tally(key);
    }
    int at = last * FIGURES;
    figures[at + COUNT]++;
    figures[at + SHALLOW] += shallow;
    figures[at + ALLOCATED] += allocated;
    figures[at + RESIDENT] += resident;
    figures[at + PROPORTIONAL] += proportional;
  }

  private int tally(long key) {
    int slot = slot(key);
    if (slots[slot] == EMPTY) {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, count * 2);
        figures = Arrays.copyOf(figures, count * 2 * FIGURES);
      }
      keys[count] = key;
      slots[slot] = count++;
      if (count * 2 > slots.length) {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, EMPTY);
        for (int tally = 0; tally < count; tally++) {
          slots[slot(keys[tally])] = tally;
        }
      }
      return count - 1;
    }
    return slots[slot];
  }

  /// {@return the slot of a key, or the empty one that it would have}
  private int slot(long key) {
    int mask = slots.length - 1;
    int slot = (int) ((key * SPREAD) >>> Integer.SIZE) & mask;
    while (slots[slot] != EMPTY && keys[slots[slot]] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /// {@return all of them}
  ///
  /// @param types names types
  /// @param names names groups
  List<Groups.Group> groups(IntFunction<String> types, IntFunction<String> names) {
    List<Groups.Group> groups = new ArrayList<>(count);
    for (int tally = 0; tally < count; tally++) {
      int at = tally * FIGURES;
      groups.add(
          new Groups.Group(
              types.apply((int) (keys[tally] >>> Integer.SIZE)),
              new Partition.Row(
                  names.apply((int) keys[tally]),
                  figures[at + COUNT],
                  figures[at + SHALLOW],
                  figures[at + ALLOCATED],
                  figures[at + RESIDENT],
                  figures[at + PROPORTIONAL])));
    }
    return groups;
  }
}
