package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageSharers;
import java.util.List;
import java.util.Optional;

/// How resident memory counts where several processes map the same pages: the kernel's Pss.
///
/// Where it is known how many share each page, an object counts as its pages do. Else there is what
/// the kernel tells of whole mappings: what lies in one where nothing is shared counts in full,
/// which is exact; in others every page counts as the mapping does on average, which is not.
public final class Sharing {
  /// Small objects that many share count less than a byte: what is left over of one, in parts as
  /// the kernel makes them (`PSS_SHIFT`, `fs/proc/task_mmu.c`), goes to the next, so that sums are
  /// right.
  private static final int PART_BITS = 12;

  private final List<Mapping> mappings;
  private final Optional<PageSharers.Cursor> sharers;
  private int mapping;
  private long left;

  public Sharing(Findings findings) {
    this.mappings = findings.mappings();
    this.sharers = findings.pages().sharers().map(PageSharers::cursor);
  }

  /// {@return what a piece of memory counts} Pieces must come in ascending order.
  ///
  /// @param resident how much of it is in memory
  long proportional(long at, long bytes, long resident) {
    while (mapping + 1 < mappings.size() && mappings.get(mapping).end() <= at) {
      mapping++;
    }
    if (mappings.isEmpty() || !mappings.get(mapping).contains(at)) {
      return resident;
    }
    long rss = mappings.get(mapping).counters().rss();
    long pss = mappings.get(mapping).counters().pss();
    if (pss >= rss) {
      return resident;
    }
    boolean known = sharers.isPresent() && PageSharers.shares(mappings.get(mapping));
    left +=
        known
            ? sharers.get().weigh(at, at + bytes, 1L << PART_BITS)
            : Math.round((double) (resident << PART_BITS) * pss / rss);
    long whole = left >> PART_BITS;
    left -= whole << PART_BITS;
    return whole;
  }

  /// {@return whether the figures are exact: it is known who shares each page, or nothing writable
  /// is shared with another process} What programs and libraries share are their files, in which
  /// there are no objects.
  public static boolean isExact(Findings findings) {
    return findings.pages().sharers().isPresent()
        || findings.mappings().stream()
            .filter(Mapping::writable)
            .noneMatch(mapping -> mapping.counters().pss() < mapping.counters().rss());
  }
}
