package dev.fathom.family;

import dev.fathom.findings.Extents;
import dev.fathom.findings.Findings;

/// On how many pages objects of each type begin, and how many of those are no longer shared. Only
/// objects in a runtime's own memory count, not static ones.
///
/// **Cost**: one pass over the objects.
final class TypePages {
  private final int[] pages;
  private final int[] unshared;

  private TypePages(int types) {
    pages = new int[types];
    unshared = new int[types];
  }

  /// @param addresses of the un-shared pages, ascending
  static TypePages of(Findings findings, long[] addresses, int count) {
    TypePages counted = new TypePages(findings.types().count());
    long[] last = new long[counted.pages.length];
    Extents blocks = findings.blocks();
    int block = 0;
    int at = 0;
    for (int object = 0; object < findings.objects().count(); object++) {
      int type = findings.objects().type(object);
      long address = findings.objects().address(object);
      long page = address & -PageTable.PAGE_BYTES;
      if (type < last.length && last[type] != page) {
        last[type] = page;
        block = blocks.at(address, block);
        if (block >= 0 && blocks.state(block) != Extents.NOTHING) {
          while (at < count && addresses[at] < page) {
            at++;
          }
          counted.pages[type]++;
          counted.unshared[type] += at < count && addresses[at] == page ? 1 : 0;
        }
      }
    }
    return counted;
  }

  int pages(int type) {
    return type < pages.length ? pages[type] : 0;
  }

  int unshared(int type) {
    return type < unshared.length ? unshared[type] : 0;
  }
}
