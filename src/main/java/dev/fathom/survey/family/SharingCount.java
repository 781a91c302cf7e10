package dev.fathom.survey.family;

import dev.fathom.model.family.SharingMatrix;
import java.util.Arrays;
import java.util.List;

/// Counts who has which pages in common with whom.
final class SharingCount {
  private final SharingMatrix matrix;

  private SharingCount(SharingMatrix matrix) {
    this.matrix = matrix;
  }

  /// Compares page tables. By frames where the kernel shows them; else pages count as shared that
  /// stand at the same address and that nobody has alone.
  ///
  /// **Cost**: one pass over what [PhysicalFrames] has sorted.
  static SharingMatrix of(List<PageTable> tables, PhysicalFrames frames) {
    SharingCount count = new SharingCount(new SharingMatrix(tables.size(), frames.shown()));
    if (frames.shown()) {
      count.byFrames(frames);
    } else {
      count.byAddresses(tables);
    }
    return count.matrix;
  }

  private void byFrames(PhysicalFrames frames) {
    int[] sharers = new int[matrix.members()];
    long all = 0;
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
      all += PageTable.PAGE_BYTES;
      if (frames.mapCountAt(rank) > mappings) {
        for (int each = 0; each < members; each++) {
          matrix.addOutside(sharers[each], PageTable.PAGE_BYTES);
        }
      }
      // Neighbouring frames mostly have the same sharers: those are booked in one go.
      if (!Arrays.equals(pending, 0, pending.length, sharers, 0, members)) {
        matrix.add(pending, pendingPages * PageTable.PAGE_BYTES);
        pending = Arrays.copyOf(sharers, members);
        pendingPages = 0;
      }
      pendingPages++;
    }
    matrix.add(pending, pendingPages * PageTable.PAGE_BYTES);
    matrix.group(all);
  }

  private void byAddresses(List<PageTable> tables) {
    for (int one = 0; one < tables.size(); one++) {
      PageTable mine = tables.get(one);
      long own = 0;
      for (int page = 0; page < mine.count(); page++) {
        own += mine.resident(page) ? PageTable.PAGE_BYTES : 0;
      }
      matrix.put(one, one, own);
      for (int other = 0; other < one; other++) {
        matrix.put(one, other, sharedByAddress(mine, tables.get(other)));
      }
    }
    matrix.group(-1);
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
}
