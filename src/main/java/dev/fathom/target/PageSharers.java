package dev.fathom.target;

import dev.fathom.os.PageMap;
import dev.fathom.os.PhysicalPages;
import dev.fathom.os.ProcessAccessException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How many page-table entries lead to each of the pages that a process shares or once shared: what
/// the kernel divides a page by in its Pss. Of a page that is not here nobody else has a part.
///
/// **Memory**: 20 bytes a run of pages that as many share.
public final class PageSharers {
  private static final long PAGE_BYTES = 4096;

  private long[] starts = new long[256];
  private long[] ends = new long[256];
  private int[] sharers = new int[256];
  private int count;

  private PageSharers() {}

  /// Asks the kernel about all writable mappings that share anything. Empty where it shows no
  /// frames: that takes CAP_SYS_ADMIN.
  ///
  /// **Cost**: some 0.2 s a GiB; nothing for a process that shares nothing but its files.
  static Optional<PageSharers> of(int process, List<Mapping> mappings, PageRuns pages)
      throws ProcessAccessException {
    PageSharers all = new PageSharers();
    Optional<PhysicalPages> opened = PhysicalPages.open();
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (PhysicalPages physical = opened.get();
        PageMap map = PageMap.open(process)) {
      for (Mapping mapping : mappings) {
        if (shares(mapping) && !all.add(mapping, pages, map, physical)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(all);
  }

  /// {@return whether anything in a mapping that objects can be in is shared}
  public static boolean shares(Mapping mapping) {
    return mapping.writable() && mapping.counters().pss() < mapping.counters().rss();
  }

  private boolean add(Mapping mapping, PageRuns pages, PageMap map, PhysicalPages physical) {
    for (int run = pages.at(mapping.start());
        run < pages.count() && pages.start(run) < mapping.end();
        run++) {
      long start = Math.max(mapping.start(), pages.start(run));
      long end = Math.min(mapping.end(), pages.end(run));
      if (pages.resident(run) && !add(start, (int) ((end - start) / PAGE_BYTES), map, physical)) {
        return false;
      }
    }
    return true;
  }

  private boolean add(long start, int pages, PageMap map, PhysicalPages physical) {
    long[] frames = new long[pages];
    if (map.read(start, frames, 0, pages) < pages) {
      return false;
    }
    for (int page = 0; page < pages; page++) {
      frames[page] = PageMap.frame(frames[page]);
    }
    long[] sorted = frames.clone();
    Arrays.sort(sorted);
    long[] counts = new long[pages];
    if (sorted[0] == 0 || !physical.mapCounts(sorted, pages, counts)) {
      return false;
    }
    for (int page = 0; page < pages; page++) {
      long mapped = counts[Arrays.binarySearch(sorted, frames[page])];
      add(start + page * PAGE_BYTES, Math.clamp(mapped, 1, Integer.MAX_VALUE));
    }
    return true;
  }

  private void add(long page, int mapped) {
    if (count > 0 && ends[count - 1] == page && sharers[count - 1] == mapped) {
      ends[count - 1] = page + PAGE_BYTES;
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      sharers = Arrays.copyOf(sharers, count * 2);
    }
    starts[count] = page;
    ends[count] = page + PAGE_BYTES;
    sharers[count++] = mapped;
  }

  /// A cursor for questions in ascending address order.
  public Cursor cursor() {
    return new Cursor();
  }

  /// Weighs ranges that come in ascending order. **Cost**: constant on average.
  public final class Cursor {
    private int run;

    private Cursor() {}

    /// {@return the bytes in memory in `[start, end)`, those of each page divided by how many share
    /// it; in parts of a byte, as many as `scale`}
    public long weigh(long start, long end, long scale) {
      while (run < count && ends[run] <= start) {
        run++;
      }
      long parts = 0;
      for (int at = run; at < count && starts[at] < end; at++) {
        parts += (Math.min(end, ends[at]) - Math.max(start, starts[at])) * scale / sharers[at];
      }
      return parts;
    }
  }
}
