package dev.fathom.survey.family;

import dev.fathom.survey.Wanted;
import java.util.Arrays;

/// Where the anonymous pages of a worker are its parent's, and where they are no longer.
final class SharingWithParent {
  private static final long MARGIN = 64;

  private long[] unshared = new long[256];
  private int unsharedPages;
  private long commonPages;
  private long grownPages;

  private SharingWithParent() {}

  /// A worker of which it is known what it has un-shared.
  ///
  /// @param pages their addresses, ascending
  static SharingWithParent ofUnshared(long... pages) {
    SharingWithParent sharing = new SharingWithParent();
    for (long page : pages) {
      sharing.add(page);
    }
    return sharing;
  }

  /// Compares two page tables. Where the kernel shows no frames, two pages at one address are the
  /// same if neither is anybody's alone.
  static SharingWithParent of(PageTable parent, PageTable worker, PhysicalFrames frames) {
    SharingWithParent sharing = new SharingWithParent();
    int at = 0;
    for (int page = 0; page < worker.count(); page++) {
      if (!worker.resident(page) || worker.ofFile(page)) {
        continue;
      }
      long address = worker.address(page);
      while (at < parent.count() && parent.address(at) < address) {
        at++;
      }
      boolean there = at < parent.count() && parent.address(at) == address && parent.resident(at);
      if (!there) {
        sharing.grownPages += alone(worker, page, frames) ? 1 : 0;
      } else if (same(parent, at, worker, page, frames)) {
        sharing.commonPages++;
      } else if (alone(worker, page, frames)) {
        sharing.add(address);
      }
    }
    return sharing;
  }

  private static boolean same(
      PageTable parent, int at, PageTable worker, int page, PhysicalFrames frames) {
    if (frames.shown()) {
      return parent.frame(at) == worker.frame(page);
    }
    return !parent.exclusive(at) && !worker.exclusive(page);
  }

  /// A page that is not the parent's, but is shared with others yet, is one that the parent has
  /// left.
  private static boolean alone(PageTable worker, int page, PhysicalFrames frames) {
    return frames.shown() ? frames.mapCount(worker.frame(page)) <= 1 : worker.exclusive(page);
  }

  private void add(long address) {
    if (unsharedPages == unshared.length) {
      unshared = Arrays.copyOf(unshared, unsharedPages * 2);
    }
    unshared[unsharedPages++] = address;
  }

  /// {@return addresses of the pages that are no longer shared, ascending; the first
  /// [#unsharedPages()] of them}
  long[] unshared() {
    return unshared;
  }

  int unsharedPages() {
    return unsharedPages;
  }

  long unsharedBytes() {
    return unsharedPages * PageTable.PAGE_BYTES;
  }

  /// {@return whether an address is on one of those pages, or close to one} Chunks that end there
  /// or begin there count, too.
  Wanted wanted() {
    return new Wanted() {
      private int next;

      @Override
      public boolean anyIn(long start, long end) {
        if (next > 0 && unshared[next - 1] + PageTable.PAGE_BYTES + MARGIN > start) {
          next = 0; // somebody went back
        }
        while (next < unsharedPages && unshared[next] + PageTable.PAGE_BYTES + MARGIN <= start) {
          next++;
        }
        return next < unsharedPages && unshared[next] - MARGIN < end;
      }
    };
  }

  /// {@return anonymous pages that both have}
  long commonPages() {
    return commonPages;
  }

  /// {@return bytes that only the worker has, where its parent has nothing}
  long grownBytes() {
    return grownPages * PageTable.PAGE_BYTES;
  }
}
