package dev.fathom.malloc;

import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.Allowance;
import dev.fathom.target.Target;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/// The aligned words of a range that are in memory. Others were never written to.
public final class ResidentWords {
  private ResidentWords() {}

  /// Tries each in address order.
  ///
  /// @param wanted whether this address is the one; a visitor of all says never
  /// @return the first address that is. **Cost**: a few nanoseconds a word, and a microsecond a
  ///   page where the words are read through [dev.fathom.target.Words]
  public static OptionalLong find(Target target, long start, long end, LongPredicate wanted) {
    PageRuns pages = target.pages();
    Allowance allowance = target.memory().allowance();
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      if (!pages.readable(run)) {
        continue;
      }
      long until = Math.min(end, pages.end(run));
      allowance.takeWords(1);
      for (long at = Math.max(start, pages.start(run)); at < until; at += Long.BYTES) {
        if (wanted.test(at)) {
          return OptionalLong.of(at);
        }
      }
    }
    return OptionalLong.empty();
  }
}
