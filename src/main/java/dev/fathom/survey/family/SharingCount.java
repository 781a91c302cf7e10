package dev.fathom.survey.family;

import dev.fathom.model.family.SharingMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.ObjLongConsumer;

/// Counts who has which pages in common with whom.
final class SharingCount {
  // As in PhysicalFrames, a word has a page and a member; an address has at most 56 bits.
  private static final int MEMBER_BITS = PhysicalFrames.MEMBER_BITS;

  private static final int MEMBER_MASK = (1 << MEMBER_BITS) - 1;

  private final SharingMatrix matrix;

  private SharingCount(SharingMatrix matrix) {
    this.matrix = matrix;
  }

  /// Compares page tables. By frames where the kernel shows them; else pages count as shared that
  /// stand at the same address and that nobody has alone.
  ///
  /// **Cost**: one pass over what [PhysicalFrames] has sorted, or over what is sorted here, a word
  /// a page.
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
    Alike alike = new Alike(matrix::add);
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
      alike.page(sharers, members);
    }
    alike.finish();
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
    }
    int[] sharers = new int[matrix.members()];
    Alike alike = new Alike(matrix::addPairs);
    long[] pages = sharedPages(tables);
    for (int at = 0; at < pages.length; ) {
      long address = pages[at] >>> MEMBER_BITS;
      int members = 0;
      for (; at < pages.length && pages[at] >>> MEMBER_BITS == address; at++) {
        sharers[members++] = (int) pages[at] & MEMBER_MASK;
      }
      alike.page(sharers, members);
    }
    alike.finish();
    matrix.group(-1);
  }

  /// {@return each page that somebody has, and nobody alone, and whose it is; ascending}
  private static long[] sharedPages(List<PageTable> tables) {
    long[] all = new long[tables.stream().mapToInt(PageTable::count).sum()];
    int count = 0;
    for (int member = 0; member < tables.size(); member++) {
      PageTable table = tables.get(member);
      for (int page = 0; page < table.count(); page++) {
        if (table.resident(page) && !table.exclusive(page)) {
          all[count++] = ((table.address(page) / PageTable.PAGE_BYTES) << MEMBER_BITS) | member;
        }
      }
    }
    long[] pages = Arrays.copyOf(all, count);
    Arrays.parallelSort(pages);
    return pages;
  }

  /// Neighbouring pages mostly have the same sharers: those are booked in one go.
  private static final class Alike {
    private final ObjLongConsumer<int[]> booked;
    private int[] sharers = new int[0];
    private long pages;

    Alike(ObjLongConsumer<int[]> booked) {
      this.booked = booked;
    }

    void page(int[] members, int count) {
      if (!Arrays.equals(sharers, 0, sharers.length, members, 0, count)) {
        finish();
        sharers = Arrays.copyOf(members, count);
      }
      pages++;
    }

    void finish() {
      booked.accept(sharers, pages * PageTable.PAGE_BYTES);
      pages = 0;
    }
  }
}
