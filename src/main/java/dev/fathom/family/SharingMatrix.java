package dev.fathom.family;

import java.util.Arrays;
import java.util.List;

/// Who has how many bytes of memory in common with whom.
public final class SharingMatrix {
  private final long[][] bytes;
  private final long[] outside;

  /// By member, and by how many of the members have a page, less one.
  private final long[][] bySharers;

  private final boolean exact;
  private long groupTotal;

  private SharingMatrix(int members, boolean exact) {
    this.bytes = new long[members][members];
    this.outside = new long[members];
    this.bySharers = new long[members][members];
    this.exact = exact;
  }

  /// Compares page tables. By frames where the kernel shows them; else pages count as shared that
  /// stand at the same address and that nobody has alone.
  ///
  /// **Cost**: one pass over what [Frames] has sorted.
  static SharingMatrix of(List<PageTable> tables, Frames frames) {
    SharingMatrix matrix = new SharingMatrix(tables.size(), frames.shown());
    if (frames.shown()) {
      matrix.byFrames(frames);
    } else {
      matrix.byAddresses(tables);
    }
    return matrix;
  }

  private void byFrames(Frames frames) {
    int[] sharers = new int[members()];
    int[] pending = new int[0];
    long pendingPages = 0;
    int at = 0;
    for (int rank = 0; at < frames.mappings(); rank++) {
      long frame = frames.frameOf(at);
      int mappings = 0;
      int members = 0;
      for (; at < frames.mappings() && frames.frameOf(at) == frame; at++, mappings++) {
        int member = frames.memberOf(at);
        if (members == 0 || sharers[members - 1] != member) {
          sharers[members++] = member;
        }
      }
      groupTotal += PageTable.PAGE_BYTES;
      if (frames.mapCountAt(rank) > mappings) {
        for (int each = 0; each < members; each++) {
          outside[sharers[each]] += PageTable.PAGE_BYTES;
        }
      }
      // Neighbouring frames mostly have the same sharers: those are booked in one go.
      if (!Arrays.equals(pending, 0, pending.length, sharers, 0, members)) {
        book(pending, pendingPages);
        pending = Arrays.copyOf(sharers, members);
        pendingPages = 0;
      }
      pendingPages++;
    }
    book(pending, pendingPages);
  }

  private void book(int[] members, long pages) {
    for (int one : members) {
      bySharers[one][members.length - 1] += pages * PageTable.PAGE_BYTES;
      for (int other : members) {
        bytes[one][other] += pages * PageTable.PAGE_BYTES;
      }
    }
  }

  private void byAddresses(List<PageTable> tables) {
    for (int one = 0; one < tables.size(); one++) {
      PageTable mine = tables.get(one);
      for (int page = 0; page < mine.count(); page++) {
        if (mine.resident(page)) {
          bytes[one][one] += PageTable.PAGE_BYTES;
        }
      }
      for (int other = 0; other < one; other++) {
        bytes[one][other] = sharedByAddress(mine, tables.get(other));
        bytes[other][one] = bytes[one][other];
      }
    }
    groupTotal = -1;
  }

  private static long sharedByAddress(PageTable one, PageTable other) {
    long shared = 0;
    int at = 0;
    for (int page = 0; page < one.count(); page++) {
      while (at < other.count() && other.address(at) < one.address(page)) {
        at++;
      }
      if (at < other.count()
          && other.address(at) == one.address(page)
          && one.resident(page)
          && other.resident(at)
          && !one.exclusive(page)
          && !other.exclusive(at)) {
        shared += PageTable.PAGE_BYTES;
      }
    }
    return shared;
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
