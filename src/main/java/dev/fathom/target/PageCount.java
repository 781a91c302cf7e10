package dev.fathom.target;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.PageScan;
import dev.fathom.os.ProcessDirectory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts the pages of a process that are there now, mapping by mapping.
///
/// Which sort of memory a mapping is of, `smaps` told a moment ago; what is new since is judged by
/// its name. **Cost**: constant for each mapping and each run of pages; on kernels without a call
/// for a range, for each page of the mappings that had any a moment ago.
final class PageCount {
  private final PageScan scan;
  private final int process;
  private final Map<Long, MapsEntry> told;
  private final Set<String> pools = new HashSet<>();

  /// What was counted.
  static final class Counted {
    private final List<MapsEntry> entries;
    private final PageRuns runs;
    private final long[] resident;

    private Counted(List<MapsEntry> entries, PageRuns runs, long[] resident) {
      this.entries = entries;
      this.runs = runs;
      this.resident = resident;
    }

    /// {@return the mappings, with what was told of them}
    List<MapsEntry> entries() {
      return entries;
    }

    /// {@return their pages}
    PageRuns runs() {
      return runs;
    }

    /// {@return the bytes of a mapping that Rss counts}
    long resident(int number) {
      return resident[number];
    }
  }

  /// @param told of the mappings a moment ago, by their starts
  PageCount(PageScan scan, int process, Map<Long, MapsEntry> told) {
    this.scan = scan;
    this.process = process;
    this.told = told;
    for (MapsEntry entry : told.values()) {
      if (entry.pooled()) {
        pools.add(entry.device());
      }
    }
  }

  Counted of(List<MapsEntry> mappings) throws ProcessAccessException {
    List<MapsEntry> entries = mappings.stream().map(this::judged).toList();
    Sorter sorter = new Sorter(entries);
    boolean whole = scan.way() == PageScan.Way.CALL;
    for (int number = 0; number < entries.size(); ) {
      int next = number + 1;
      while (whole && next < entries.size() && isOfOneCall(entries, number, next)) {
        next++;
      }
      if (isWorthIt(entries.get(number))
          && !scan(entries.get(number), entries.get(next - 1).end(), sorter)) {
        throw new ProcessAccessException(
            ProcessDirectory.of(process).hasNoMemory()
                ? "process " + process + " ended while it was being read"
                : "the kernel does not tell which pages of process "
                    + process
                    + " are there; look again");
      }
      number = next;
    }
    return new Counted(entries, sorter.runs.build(), sorter.resident);
  }

  private boolean scan(MapsEntry first, long end, Sorter sorter) {
    if (scan.way() == PageScan.Way.CALL) {
      return scan.scan(first.start(), end, !saysWhose(first), sorter);
    }
    PageRuns.Builder found = new PageRuns.Builder();
    if (!scan.scan(first.start(), end, found::add)) {
      return false;
    }
    PageRuns runs = found.build();
    int zero =
        isKnown(first) && !first.pooled() && settled(runs) == first.counters().rss()
            ? PageRuns.ZERO
            : 0;
    for (int run = 0; run < runs.count(); run++) {
      int state = runs.state(run) | (isOpen(runs.state(run)) ? zero : 0);
      sorter.run(runs.start(run), runs.end(run), state & ~PageRuns.ALONE);
    }
    return true;
  }

  /// Whether a page may be the zero page, which no frame told: neither a file's nor mapped here
  /// alone. A page that was shared by forking may be such a one, too.
  private boolean isOpen(int state) {
    return scan.way() == PageScan.Way.ENTRIES_WITHOUT_FRAMES
        && (state & (PageRuns.PRESENT | PageRuns.FILE | PageRuns.ALONE)) == PageRuns.PRESENT;
  }

  /// {@return the bytes of a mapping that are in Rss for certain} If Rss is no more than that, then
  /// all that is open is the zero page.
  private long settled(PageRuns runs) {
    long bytes = 0;
    for (int run = 0; run < runs.count(); run++) {
      if (runs.resident(run) && !isOpen(runs.state(run))) {
        bytes += runs.end(run) - runs.start(run);
      }
    }
    return bytes;
  }

  /// Whether one call may tell of both: what lies between them is not mapped, and takes no time.
  private static boolean isOfOneCall(List<MapsEntry> entries, int first, int last) {
    MapsEntry one = entries.get(first);
    MapsEntry other = entries.get(last);
    return isOrdinary(one) && isOrdinary(other) && saysWhose(one) == saysWhose(other);
  }

  private static boolean isOrdinary(MapsEntry entry) {
    return !entry.special() && !entry.pooled();
  }

  /// Whether a mapping says whose its pages are: all a file's or shared memory's, or none. Only of
  /// a private mapping of a file some are, which were not written yet, and the kernel must look at
  /// each frame.
  private static boolean saysWhose(MapsEntry entry) {
    return isOrdinary(entry) && (isShared(entry) || isAnonymous(entry));
  }

  private static boolean isShared(MapsEntry entry) {
    return entry.permissions().endsWith("s");
  }

  /// The kernel's own pages have names in brackets, too.
  private static boolean isAnonymous(MapsEntry entry) {
    String name = entry.name();
    return entry.inode() == 0
        && (name.isEmpty()
            || name.equals("[heap]")
            || name.startsWith("[stack")
            || name.startsWith("[anon:"));
  }

  private boolean isWorthIt(MapsEntry entry) {
    if (entry.special()) {
      return entry.counters().rss() > 0;
    }
    if (scan.way() == PageScan.Way.CALL || entry.pooled()) {
      return true;
    }
    // Each page would be asked for, and sanitizers and collectors reserve terabytes.
    return !isKnown(entry) || entry.counters().rss() > 0 || entry.counters().swap() > 0;
  }

  private boolean isKnown(MapsEntry entry) {
    MapsEntry before = told.get(entry.start());
    return before != null && before.isSameMapping(entry);
  }

  /// A mapping with what was told of it; one that has grown is still the same.
  private MapsEntry judged(MapsEntry entry) {
    MapsEntry before = told.get(entry.start());
    if (before != null
        && before.inode() == entry.inode()
        && before.offset() == entry.offset()
        && before.device().equals(entry.device())
        && before.name().equals(entry.name())) {
      return entry.told(before);
    }
    String name = entry.name();
    boolean device =
        name.startsWith("[vvar")
            || name.startsWith("anon_inode:")
            || (name.startsWith("/dev/")
                && !name.startsWith("/dev/shm/")
                && !name.startsWith("/dev/zero"));
    boolean pooled =
        entry.inode() != 0 && (name.startsWith("/anon_hugepage") || pools.contains(entry.device()));
    return entry.judged(device && !pooled, pooled);
  }

  /// Sorts runs of pages, which may go over the ends of mappings, by mapping.
  private final class Sorter implements PageScan.Listener {
    private final List<MapsEntry> entries;
    private final PageRuns.Builder runs = new PageRuns.Builder();
    private final long[] resident;
    private int number;

    Sorter(List<MapsEntry> entries) {
      this.entries = entries;
      this.resident = new long[entries.size()];
    }

    @Override
    public void run(long start, long end, int state) {
      while (number < entries.size() && entries.get(number).end() <= start) {
        number++;
      }
      for (int at = number; at < entries.size() && entries.get(at).start() < end; at++) {
        MapsEntry entry = entries.get(at);
        add(at, Math.max(start, entry.start()), Math.min(end, entry.end()), state);
      }
    }

    private void add(int at, long start, long end, int state) {
      MapsEntry entry = entries.get(at);
      boolean ofFile = (state & PageRuns.PRESENT) != 0 && isOrdinary(entry) && isShared(entry);
      int sort =
          state
              | (entry.pooled() ? PageRuns.POOLED : 0)
              | (entry.special() ? PageRuns.DEVICE : 0)
              | (ofFile ? PageRuns.FILE : 0);
      if ((sort & PageRuns.PRESENT) == 0) {
        // Where nothing was swapped out a moment ago, the entry marks a page that is not there.
        if (isKnown(entry) && entry.counters().swap() == 0) {
          return;
        }
      } else if (scan.way() == PageScan.Way.ENTRIES_WITHOUT_FRAMES
          && isKnown(entry)
          && entry.counters().rss() == 0
          && !entry.pooled()) {
        sort |= PageRuns.ZERO; // nothing of it was in Rss a moment ago
      }
      runs.add(start, end, sort);
      if ((sort & (PageRuns.PRESENT | PageRuns.ZERO | PageRuns.POOLED)) == PageRuns.PRESENT) {
        resident[at] += end - start;
      }
    }
  }
}
