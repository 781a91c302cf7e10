package dev.fathom.target;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PageSharers;
import dev.fathom.os.PagemapFile;
import dev.fathom.os.PhysicalPages;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Asks the kernel with how many a process shares its pages.
final class SharerScan {
  private static final long PAGE_BYTES = 4096;

  private final PageSharers sharers = new PageSharers();

  private SharerScan() {}

  /// Asks the kernel about all writable mappings that share anything. Empty where it shows no
  /// frames: that takes CAP_SYS_ADMIN.
  ///
  /// **Cost**: some 0.2 s a GiB; nothing for a process that shares nothing but its files.
  static Optional<PageSharers> of(int process, List<Mapping> mappings, PageRuns pages)
      throws ProcessAccessException {
    SharerScan all = new SharerScan();
    Optional<PhysicalPages> opened = PhysicalPages.open();
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (PhysicalPages physical = opened.get();
        PagemapFile map = PagemapFile.open(process)) {
      for (Mapping mapping : mappings) {
        if (PageSharers.shares(mapping) && !all.add(mapping, pages, map, physical)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(all.sharers);
  }

  private boolean add(Mapping mapping, PageRuns pages, PagemapFile map, PhysicalPages physical) {
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

  private boolean add(long start, int pages, PagemapFile map, PhysicalPages physical) {
    long[] frames = new long[pages];
    if (map.read(start, frames, 0, pages) < pages) {
      return false;
    }
    for (int page = 0; page < pages; page++) {
      frames[page] = PagemapFile.frame(frames[page]);
    }
    long[] sorted = frames.clone();
    Arrays.sort(sorted);
    long[] counts = new long[pages];
    if (sorted[0] == 0 || !physical.mapCounts(sorted, pages, counts)) {
      return false;
    }
    for (int page = 0; page < pages; page++) {
      long mapped = counts[Arrays.binarySearch(sorted, frames[page])];
      sharers.add(start + page * PAGE_BYTES, Math.clamp(mapped, 1, Integer.MAX_VALUE));
    }
    return true;
  }
}
