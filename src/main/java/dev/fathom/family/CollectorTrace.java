package dev.fathom.family;

import dev.fathom.findings.Findings;
import dev.fathom.findings.TypeTable;
import java.util.Arrays;
import java.util.Set;

/// Whether a full garbage collection has run in a worker since its fork.
///
/// A collection writes to the heads of all objects that the collector knows, and puts back what
/// stood there where their order in its lists stays the same (`deduce_unreachable`,
/// `Modules/gcmodule.c`): then no byte tells of it, but the pages are un-shared. Functions and
/// descriptors of built-in types tell: a process has thousands, and nothing but a collection writes
/// to nearly all of them. Those that `gc.freeze()` has put aside it does not write to.

final class CollectorTrace {
  private static final Set<String> BYSTANDERS =
      Set.of(
          "function",
          "builtin_function_or_method",
          "wrapper_descriptor",
          "method_descriptor",
          "getset_descriptor",
          "member_descriptor");

  /// Fewer pages than this prove nothing.
  private static final int FEWEST_PAGES = 16;

  private static final double NEARLY_ALL = 0.9;

  private CollectorTrace() {}

  /// @param findings of the parent
  /// @param unshared addresses of the pages that the worker has un-shared, ascending
  static boolean ran(Findings findings, long[] unshared, int count) {
    boolean[] bystanders = new boolean[findings.types().count()];
    for (int type = 0; type < bystanders.length; type++) {
      TypeTable.Type named = findings.types().get(type);
      bystanders[type] = BYSTANDERS.contains(named.qualifiedName());
    }
    long lastPage = -1;
    int pages = 0;
    int written = 0;
    for (int object = 0; object < findings.objects().count(); object++) {
      int type = findings.objects().type(object);
      if (type >= bystanders.length || !bystanders[type]) {
        continue;
      }
      long address = findings.objects().address(object);
      long page = address & -PageTable.PAGE_BYTES;
      // Static ones are not the collector's.
      if (page != lastPage && inBlock(findings, address)) {
        lastPage = page;
        pages++;
        written += Arrays.binarySearch(unshared, 0, count, page) >= 0 ? 1 : 0;
      }
    }
    return pages >= FEWEST_PAGES && written >= NEARLY_ALL * pages;
  }

  private static boolean inBlock(Findings findings, long address) {
    int block = findings.blocks().at(address);
    return block >= 0 && findings.blocks().state(block) != dev.fathom.findings.Extents.NOTHING;
  }
}
