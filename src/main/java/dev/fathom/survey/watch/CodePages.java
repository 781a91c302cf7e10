package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.PageScan;
import dev.fathom.os.ProcessDirectory;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which pages of a process's own code, of its program and libraries, went from its page table and
/// came back. The kernel takes such a page from it to use the memory for something else, and for
/// nothing else.
///
/// What goes and comes back between two readings is not seen: it is at least so much. **Cost** of a
/// reading: the list of mappings, and a call for each that holds code.
final class CodePages {
  private static final long PAGE_BYTES = 4096;

  /// Of a larger mapping its beginning is looked at.
  private static final long MOST_BYTES = 256L << 20;

  private static final int MOST_MAPPINGS = 1000;

  private final int process;
  private final ProcessDirectory directory;
  private Map<Place, Pages> known = new HashMap<>();

  /// Pages.
  private long cameBack;

  /// A mapping that stays what it is.
  private record Place(long start, long end, long inode, String device) {}

  /// @param there those that are in the page table
  /// @param gone those that were, and are not
  private record Pages(BitSet there, BitSet gone) {}

  CodePages(int process) {
    this.process = process;
    this.directory = ProcessDirectory.of(process);
  }

  /// {@return bytes of code that had gone and came back so far}
  long cameBack() {
    return cameBack * PAGE_BYTES;
  }

  /// Looks once more. Where the page table may not be looked into, nothing is learned.
  void look() {
    try (PageScan scan = PageScan.open(process)) {
      Map<Place, Pages> now = new HashMap<>();
      for (MapsEntry entry : directory.maps()) {
        if (isCode(entry) && now.size() < MOST_MAPPINGS) {
          Place place = new Place(entry.start(), entry.end(), entry.inode(), entry.device());
          BitSet there = there(scan, place);
          now.put(place, follow(known.get(place), there));
        }
      }
      known = now;
    } catch (ProcessAccessException refused) {
      return; // it is what it was
    }
  }

  private static boolean isCode(MapsEntry entry) {
    return entry.inode() != 0
        && !entry.special()
        && entry.start() >= 0
        && entry.permissions().startsWith("r-x");
  }

  private static BitSet there(PageScan scan, Place place) {
    BitSet there = new BitSet();
    scan.scan(
        place.start(),
        Math.min(place.end(), place.start() + MOST_BYTES),
        (start, end, state) -> {
          // One that is being moved is in no table for a moment, and is called swapped.
          if ((state & (PageRuns.PRESENT | PageRuns.SWAPPED)) != 0) {
            there.set(
                (int) ((start - place.start()) / PAGE_BYTES),
                (int) ((end - place.start()) / PAGE_BYTES));
          }
        });
    return there;
  }

  private Pages follow(@Nullable Pages before, BitSet there) {
    BitSet gone = new BitSet();
    if (before != null) {
      gone.or(before.there());
      gone.or(before.gone());
      gone.andNot(there);
      BitSet back = (BitSet) before.gone().clone();
      back.and(there);
      cameBack += back.cardinality();
    }
    return new Pages(there, gone);
  }
}
