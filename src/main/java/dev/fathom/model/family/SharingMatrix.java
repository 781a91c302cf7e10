package dev.fathom.model.family;

/// Who has how many bytes of memory in common with whom.
public final class SharingMatrix {
  private final long[][] bytes;
  private final long[] outside;

  /// By member, and by how many of the members have a page, less one.
  private final long[][] bySharers;

  private final boolean exact;
  private long groupTotal;

  /// @param exact whether it is made from frames
  public SharingMatrix(int members, boolean exact) {
    this.bytes = new long[members][members];
    this.outside = new long[members];
    this.bySharers = new long[members][members];
    this.exact = exact;
  }

  /// Adds memory that exactly these members have in common.
  ///
  /// @param sharers their numbers
  public void add(int[] sharers, long shared) {
    for (int one : sharers) {
      bySharers[one][sharers.length - 1] += shared;
      for (int other : sharers) {
        bytes[one][other] += shared;
      }
    }
  }

  /// Adds memory that each of these members seems to have in common with each other one.
  public void addPairs(int[] sharers, long shared) {
    for (int one : sharers) {
      for (int other : sharers) {
        if (one != other) {
          bytes[one][other] += shared;
        }
      }
    }
  }

  /// Says what two members have in common, where nothing more is known.
  public void put(int one, int other, long shared) {
    bytes[one][other] = shared;
    bytes[other][one] = shared;
  }

  /// Adds memory of a member that processes outside the family map, too.
  public void addOutside(int member, long shared) {
    outside[member] += shared;
  }

  /// Says what the family has, each page counted once; -1 where that is not known.
  public void group(long all) {
    groupTotal = all;
  }

  public int members() {
    return bytes.length;
  }

  /// {@return the bytes that both have; of one with itself, the bytes that it has}
  public long shared(int one, int other) {
    return bytes[one][other];
  }

  /// {@return bytes of a member that exactly so many of the members have, itself included; 0 where
  /// frames are not shown} Divided by how many have them they add up to its PSS, if nobody outside
  /// maps them ([#outside]).
  ///
  /// @param sharers 1 or more
  public long bySharers(int member, int sharers) {
    return bySharers[member][sharers - 1];
  }

  /// {@return bytes of a member that processes outside the family map, too; 0 where frames are not
  /// shown}
  public long outside(int member) {
    return outside[member];
  }

  /// {@return bytes that the family has, each page counted once; -1 where frames are not shown}
  public long groupBytes() {
    return groupTotal;
  }

  /// Whether it was made from frames.
  public boolean exact() {
    return exact;
  }
}
