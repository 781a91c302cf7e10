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
/// its name. **Cost**: constant for each mapping and each run of pages, and what [PageScan] says of
/// resident ones; on kernels without a call for a range, for each page of the mappings that had any
/// a moment ago.
final class PageCount {
  /// Of less than that, less time is saved than another call takes.
  private static final long LARGE_BYTES = 1 << 20;

  private final PageScan scan;
  private final boolean held;
  private final int process;
  private final Map<Long, MapsEntry> told;
  private final Set<String> pools = new HashSet<>();

  /// Whose the pages of a mapping are.
  private enum Sort {
    /// The process's own.
    ANONYMOUS,
    /// A file's, or shared memory's.
    SHARED,
    /// The kernel has to look at each: a file's in a private mapping until they are written to.
    MIXED
  }

  /// What was counted.
  static final class Counted {
    private final List<MapsEntry> entries;
    private final PageRuns runs;
    private final long[] resident;
    private final long marked;

    private Counted(List<MapsEntry> entries, Sorter sorter) {
      this.entries = entries;
      this.runs = sorter.runs.build();
      this.resident = sorter.resident;
      this.marked = sorter.marked;
    }

    /// {@return bytes of entries that neither hold a page nor lead to one that was swapped out}
    /// They say that nobody may touch it, or that writes to it are watched; or the kernel moves it
    /// to another frame just now.
    long marked() {
      return marked;
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
  /// @param held whether the process is held, so that its mappings stay as they are
  PageCount(PageScan scan, int process, Map<Long, MapsEntry> told, boolean held) {
    this.scan = scan;
    this.held = held;
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
    for (int number = 0; number < entries.size(); ) {
      MapsEntry first = entries.get(number);
      Sort sort = worthOwnCall(first);
      int next = number + 1;
      while (next < entries.size() && goesOn(first, sort, entries.get(next))) {
        next++;
      }
      if (isWorthIt(first) && !scan(first, entries.get(next - 1).end(), sort, sorter)) {
        throw new ProcessAccessException(
            ProcessDirectory.of(process).hasNoMemory()
                ? "process " + process + " ended while it was being read"
                : "the kernel does not tell which pages of process "
                    + process
                    + " are there; look again");
      }
      number = next;
    }
    return new Counted(entries, sorter);
  }

  /// Whether one call may tell of the next mapping as well: what lies between is not mapped, and
  /// takes no time.
  private boolean goesOn(MapsEntry first, Sort sort, MapsEntry next) {
    return scan.way() == PageScan.Way.CALL
        && (sort == Sort.MIXED
            ? isOrdinary(first) && isOrdinary(next) && worthOwnCall(next) == Sort.MIXED
            : sortOf(next) == sort);
  }

  /// {@return the sort of which a call asks, if it begins with that mapping}
  private Sort worthOwnCall(MapsEntry entry) {
    return scan.way() == PageScan.Way.CALL && entry.end() - entry.start() >= LARGE_BYTES
        ? sortOf(entry)
        : Sort.MIXED;
  }

  /// The kernel's own mappings (`[vdso]`, `[uprobes]`) have other pages than the process's.
  private static Sort sortOf(MapsEntry entry) {
    if (!isOrdinary(entry)) {
      return Sort.MIXED;
    }
    if (isShared(entry)) {
      return Sort.SHARED;
    }
    String name = entry.name();
    boolean own =
        name.isEmpty()
            || name.equals("[heap]")
            || name.equals("[stack]")
            || name.startsWith("[anon:");
    return own && entry.inode() == 0 ? Sort.ANONYMOUS : Sort.MIXED;
  }

  private static boolean isShared(MapsEntry entry) {
    return entry.permissions().endsWith("s");
  }

  private boolean scan(MapsEntry first, long end, Sort sort, Sorter sorter) {
    if (scan.way() == PageScan.Way.CALL) {
      return switch (sort) {
        case ANONYMOUS ->
            held
                ? scan.scanHeldAnonymous(first.start(), end, sorter)
                : scan.scanOfOneSort(first.start(), end, sorter);
        case SHARED -> scan.scanOfOneSort(first.start(), end, sorter);
        case MIXED -> scan.scan(first.start(), end, sorter);
      };
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

  private static boolean isOrdinary(MapsEntry entry) {
    return !entry.special() && !entry.pooled();
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
    private long marked;
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
      boolean shared = (state & PageRuns.PRESENT) != 0 && isOrdinary(entry) && isShared(entry);
      int sort =
          state
              | (entry.pooled() ? PageRuns.POOLED : 0)
              | (entry.special() ? PageRuns.DEVICE : 0)
              | (shared ? PageRuns.FILE : 0);
      if ((sort & PageRuns.PRESENT) == 0) {
        // Where nothing was swapped out a moment ago, the entry marks a page that is not there.
        if (isKnown(entry) && entry.counters().swap() == 0) {
          marked += end - start;
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
