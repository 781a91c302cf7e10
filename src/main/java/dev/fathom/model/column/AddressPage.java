package dev.fathom.model.column;

/// A full page of an [AddressColumn], as tight as its entries allow: of each group of neighbours
/// the first entry, and of each how far it is from that, in units that divide all of these
/// distances.
///
/// **Memory**: 1.25 bytes an entry where the neighbours of nearly all groups are within 256 units
/// of the first, as objects of some 100 bytes are that begin where a granule of 16 does; 2.25 where
/// they are within 65,536; 8 more for each of a group that is spread out further.
final class AddressPage {
  static final int SHIFT = 16;
  static final int ENTRIES = 1 << SHIFT;

  private static final int GROUP_SHIFT = 5;
  private static final int GROUP_ENTRIES = 1 << GROUP_SHIFT;
  private static final int GROUPS = ENTRIES >>> GROUP_SHIFT;
  private static final int MOST_SHIFT = 12;

  private static final long NEAR = 0xff;
  private static final long FURTHER = 0xffff;

  private static final byte[] NOT_NEAR = {};
  private static final char[] NOT_FURTHER = {};

  /// Instead of a page that nobody asks for any more.
  static final AddressPage NONE = new AddressPage(0, 0, NOT_NEAR, NOT_FURTHER, new long[0]);

  /// Of each group its first entry; below 0 the complement of the place of a group that is kept as
  /// it is.
  private final long[] bases;

  // One of the two has entries.
  private final byte[] near;
  private final char[] further;

  /// The groups that are kept as they are.
  private final long[] far;

  /// How many bits each unit has less than a distance.
  private final int unitShift;

  private AddressPage(int unitShift, int groups, byte[] near, char[] further, long[] far) {
    this.unitShift = unitShift;
    this.bases = new long[groups];
    this.near = near;
    this.further = further;
    this.far = far;
  }

  /// {@return a page of entries} That they ascend makes it small; it keeps any.
  static AddressPage of(long[] entries) {
    long[] spreads = new long[GROUPS];
    long all = 0;
    for (int group = 0; group < GROUPS; group++) {
      spreads[group] = spread(entries, group << GROUP_SHIFT);
      all |= spreads[group];
    }
    int unitShift = Math.min(MOST_SHIFT, Long.numberOfTrailingZeros(all));
    int notNear = above(NEAR, unitShift, spreads, entries);
    int notFurther = above(FURTHER, unitShift, spreads, entries);
    // What the groups take that do not fit, against a byte more for each entry.
    boolean isNear = (long) (notNear - notFurther) << GROUP_SHIFT << 3 <= ENTRIES;
    AddressPage page =
        new AddressPage(
            unitShift,
            GROUPS,
            isNear ? new byte[ENTRIES] : NOT_NEAR,
            isNear ? NOT_FURTHER : new char[ENTRIES],
            new long[(isNear ? notNear : notFurther) << GROUP_SHIFT]);
    page.fill(entries, spreads, isNear ? NEAR : FURTHER);
    return page;
  }

  /// {@return the bits that any of the distances from the first entry of a group has}
  private static long spread(long[] entries, int first) {
    long base = entries[first];
    long spread = 0;
    for (int at = first + 1; at < first + GROUP_ENTRIES; at++) {
      spread |= entries[at] - base;
    }
    return spread;
  }

  private static int above(long most, int unitShift, long[] spreads, long[] entries) {
    int groups = 0;
    for (int group = 0; group < GROUPS; group++) {
      groups += fits(spreads[group], entries[group << GROUP_SHIFT], most, unitShift) ? 0 : 1;
    }
    return groups;
  }

  private static boolean fits(long spread, long base, long most, int unitShift) {
    return base >= 0 && ((spread >>> unitShift) & ~most) == 0;
  }

  private void fill(long[] entries, long[] spreads, long most) {
    int farGroups = 0;
    for (int group = 0; group < GROUPS; group++) {
      int first = group << GROUP_SHIFT;
      long base = entries[first];
      if (!fits(spreads[group], base, most, unitShift)) {
        bases[group] = ~farGroups;
        System.arraycopy(entries, first, far, farGroups << GROUP_SHIFT, GROUP_ENTRIES);
        farGroups++;
        continue;
      }
      bases[group] = base;
      for (int at = first; at < first + GROUP_ENTRIES; at++) {
        int units = (int) ((entries[at] - base) >>> unitShift);
        if (most == NEAR) {
          near[at] = (byte) units;
        } else {
          further[at] = (char) units;
        }
      }
    }
  }

  // Small methods, as a compiler takes them into their callers.

  long get(int at) {
    long base = bases[at >>> GROUP_SHIFT];
    if (base < 0) {
      return far(base, at);
    }
    return base + distance(at);
  }

  private long far(long base, int at) {
    return far[((int) ~base << GROUP_SHIFT) + (at & (GROUP_ENTRIES - 1))];
  }

  private long distance(int at) {
    return (long) units(at) << unitShift;
  }

  private int units(int at) {
    return near.length > 0 ? near[at] & 0xff : further[at];
  }

  /// Copies some entries.
  void copy(int from, long[] into, int at, int entries) {
    int end = from + entries;
    for (int next = from; next < end; ) {
      int until = Math.min(end, (next | (GROUP_ENTRIES - 1)) + 1);
      long base = bases[next >>> GROUP_SHIFT];
      for (; next < until; next++) {
        into[at + next - from] = base < 0 ? far(base, next) : base + distance(next);
      }
    }
  }
}
