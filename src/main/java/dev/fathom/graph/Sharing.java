package dev.fathom.graph;

import dev.fathom.findings.Findings;
import dev.fathom.target.Mapping;
import java.util.List;

/// How resident memory counts where several processes map the same pages: the kernel's Pss.
///
/// The kernel tells it of whole mappings. What lies in one where nothing is shared counts in full,
/// which is exact; in others every page counts as the mapping does on average, which is not.
public final class Sharing {
  private final List<Mapping> mappings;
  private int mapping;

  public Sharing(Findings findings) {
    this.mappings = findings.mappings();
  }

  /// {@return what `resident` bytes at an address count} Addresses must come in ascending order.
  long proportional(long at, long resident) {
    while (mapping + 1 < mappings.size() && mappings.get(mapping).end() <= at) {
      mapping++;
    }
    if (mappings.isEmpty() || !mappings.get(mapping).contains(at)) {
      return resident;
    }
    long rss = mappings.get(mapping).counters().rss();
    long pss = mappings.get(mapping).counters().pss();
    return pss >= rss ? resident : Math.round((double) resident * pss / rss);
  }

  /// {@return whether the figures are exact: nothing writable is shared with another process} What
  /// programs and libraries share are their files, in which there are no objects.
  public static boolean isExact(Findings findings) {
    return findings.mappings().stream()
        .filter(Mapping::writable)
        .noneMatch(mapping -> mapping.counters().pss() < mapping.counters().rss());
  }
}
