package dev.fathom.survey.linking;

import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.LoadedFile;
import dev.fathom.model.linking.StartPages;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.LoadedModule;
import java.util.List;

/// What the files of a process take in its memory.
final class ModuleMemory {
  private static final long PAGE_BYTES = 4096;

  private final List<Area> areas;
  private final PageRuns pages;

  ModuleMemory(LiveProcess target) {
    areas = AddressSpace.areas(target);
    pages = target.pages();
  }

  LoadedFile.Memory of(LoadedModule module, LinkedFile file) {
    long mapped = 0;
    long resident = 0;
    long own = 0;
    long written = 0;
    long patched = 0;
    long writableCode = 0;
    for (Area area : areas) {
      if (!module.holds(area)) {
        continue;
      }
      long here = pages.residentBytes(area.start(), area.end());
      long changed = written(area.start(), area.end());
      mapped += area.end() - area.start();
      resident += here;
      own += own(area, here);
      written += changed;
      if (area.mapping().executable()) {
        patched += changed;
        writableCode += area.mapping().writable() ? area.end() - area.start() : 0;
      }
    }
    long relocated = 0;
    for (long page : StartPages.of(file)) {
      relocated += written(module.bias() + page, module.bias() + page + PAGE_BYTES);
    }
    return new LoadedFile.Memory(mapped, resident, own, written, relocated, patched, writableCode);
  }

  /// The kernel counts by mapping. Where a mapping goes on behind what is the file's, it is divided
  /// as its pages are.
  private static long own(Area area, long resident) {
    Mapping mapping = area.mapping();
    long all = mapping.counters().rss();
    if (area.start() == mapping.start() && area.end() == mapping.end()) {
      return Math.min(resident, mapping.counters().uss());
    }
    return all == 0
        ? 0
        : Math.min(resident, Math.round((double) resident * mapping.counters().uss() / all));
  }

  /// {@return bytes of pages that are in memory and not the file's}
  private long written(long start, long end) {
    long bytes = 0;
    for (int run = Math.max(0, pages.at(start)); run < pages.count(); run++) {
      if (pages.start(run) >= end) {
        break;
      }
      if (pages.resident(run) && !pages.ofFile(run)) {
        bytes += Math.max(0, Math.min(end, pages.end(run)) - Math.max(start, pages.start(run)));
      }
    }
    return bytes;
  }
}
