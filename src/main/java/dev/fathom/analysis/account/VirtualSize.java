package dev.fathom.analysis.account;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageRuns;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How large an address space is, and why not all of it is in memory: what `top` calls VIRT, RES
/// and SHR.
///
/// @param bytes all that is mapped: `VmSize` of the kernel's
/// @param resident what of it is in memory
/// @param shared what of that is of files or of shared memory
/// @param absent what is not in memory, by the reason; with `resident` it adds up to `bytes`
public record VirtualSize(long bytes, long resident, long shared, Map<Absence, Long> absent) {
  public VirtualSize {
    absent = Map.copyOf(absent);
  }

  /// Adds it up. **Cost**: that of the areas and the runs.
  ///
  /// @param areas in address order
  public static VirtualSize of(List<Area> areas, PageRuns pages) {
    Sum sum = new Sum(pages);
    for (int at = 0; at < areas.size(); at++) {
      Area area = areas.get(at);
      boolean adjoined = at + 1 < areas.size() && areas.get(at + 1).start() == area.end();
      sum.add(area, adjoined ? Optional.of(areas.get(at + 1)) : Optional.empty());
    }
    return new VirtualSize(sum.bytes, sum.resident, sum.shared, sum.absent);
  }

  /// What was added so far.
  private static final class Sum {
    private final PageRuns pages;
    private final Map<Absence, Long> absent = new EnumMap<>(Absence.class);
    private long bytes;
    private long resident;
    private long shared;

    Sum(PageRuns pages) {
      this.pages = pages;
    }

    void add(Area area, Optional<Area> above) {
      long told = 0;
      for (int run = pages.at(area.start());
          run < pages.count() && pages.start(run) < area.end();
          run++) {
        long there =
            Math.min(area.end(), pages.end(run)) - Math.max(area.start(), pages.start(run));
        told += there;
        Optional<Absence> why = Absence.ofRun(pages, run);
        if (why.isPresent()) {
          absent.merge(why.get(), there, Long::sum);
        } else {
          resident += there;
          shared += pages.ofFile(run) ? there : 0;
        }
      }
      bytes += area.bytes();
      if (told < area.bytes()) {
        absent.merge(Absence.ofRest(area, above), area.bytes() - told, Long::sum);
      }
    }
  }
}
