package dev.fathom.survey.family;

import dev.fathom.model.Findings;
import dev.fathom.model.object.TypeTable;

/// Whether a full garbage collection has run in a worker since its fork.
///
/// A collection writes to the heads of all objects that the collector knows, and puts back what
/// stood there where their order in its lists stays the same: then no byte tells of it, but the
/// pages are un-shared. Functions and descriptors of built-in types tell: a process has thousands,
/// and nothing but a collection writes to nearly all of them. Those that `gc.freeze()` has put
/// aside it does not write to.
final class CollectorTrace {
  /// Fewer pages than this prove nothing.
  private static final int FEWEST_PAGES = 16;

  private static final double NEARLY_ALL = 0.9;

  private CollectorTrace() {}

  /// @param findings of the parent
  /// @param typePages by type, what workers have un-shared
  /// @param worker the number of one there
  static boolean in(Findings findings, TypePages typePages, int worker) {
    int pages = 0;
    int written = 0;
    for (int type = 0; type < findings.types().count(); type++) {
      TypeTable.Type known = findings.types().get(type);
      if (known.dialect().isWrittenByCollectionsAlone(known.qualifiedName())) {
        pages += typePages.pages(type);
        written += typePages.unshared(worker, type);
      }
    }
    return pages >= FEWEST_PAGES && written >= NEARLY_ALL * pages;
  }
}
