package dev.fathom.malloc;

import dev.fathom.target.AddressSpace;
import dev.fathom.target.Area;
import dev.fathom.target.PageRuns;
import dev.fathom.target.Target;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/// The static variables of all modules: where an allocator's root stands, whichever library or
/// program it was linked into.
///
/// Only resident pages are looked at. A root that was ever set has been written to.
public final class StaticData {
  private static final long PAGE_BYTES = 4096;

  private StaticData() {}

  /// Tries each aligned word in address order.
  ///
  /// @param root whether what is looked for begins at this address
  /// @return the first address that passes. **Cost**: a few nanoseconds a word, and a microsecond a
  ///   page where the words are read through [dev.fathom.target.Words]
  public static OptionalLong find(Target target, LongPredicate root) {
    PageRuns pages = target.pages();
    for (Area area : AddressSpace.areas(target)) {
      if (area.kind().staticData() && area.mapping().writable()) {
        OptionalLong found = find(area.start(), area.end(), pages, root);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong find(long start, long end, PageRuns pages, LongPredicate root) {
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      if (!pages.resident(run)) {
        continue;
      }
      long until = Math.min(end, pages.end(run));
      for (long at = Math.max(start, pages.start(run)); at < until; at += Long.BYTES) {
        if (root.test(at)) {
          return OptionalLong.of(at);
        }
      }
    }
    return OptionalLong.empty();
  }

  /// {@return whether an address can be that of a page: aligned, and not null}
  public static boolean isPage(long address) {
    return address > 0 && address % PAGE_BYTES == 0;
  }
}
