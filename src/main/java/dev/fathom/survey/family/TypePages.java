package dev.fathom.survey.family;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;

/// On how many pages objects of each type begin, and how many of those each worker has un-shared.
/// Only objects in a runtime's own memory count, not static ones.
///
/// **Cost**: one pass over the objects.
final class TypePages {
  private final int[] pages;

  /// By worker and type.
  private final int[][] unshared;

  private TypePages(int types, int workers) {
    pages = new int[types];
    unshared = new int[workers][types];
  }

  static TypePages of(Findings findings, UnsharedPages written) {
    TypePages counted = new TypePages(findings.types().count(), written.workers());
    long[] last = new long[counted.pages.length];
    Cursor cursor = Cursor.of(findings);
    int at = 0;
    for (int object = 0; object < findings.objects().count(); object++) {
      int type = findings.objects().type(object);
      long address = findings.objects().address(object);
      long page = address & -PageTable.PAGE_BYTES;
      if (type >= last.length || last[type] == page) {
        continue;
      }
      last[type] = page;
      if (cursor.moveTo(address).block() == Cursor.NONE) {
        continue;
      }
      counted.pages[type]++;
      while (at < written.count() && written.address(at) < page) {
        at++;
      }
      if (at < written.count() && written.address(at) == page) {
        counted.add(type, written, at);
      }
    }
    return counted;
  }

  private void add(int type, UnsharedPages written, int page) {
    for (int worker = 0; worker < unshared.length; worker++) {
      unshared[worker][type] += written.has(worker, page) ? 1 : 0;
    }
  }

  int pages(int type) {
    return pages[type];
  }

  int unshared(int worker, int type) {
    return unshared[worker][type];
  }
}
