package dev.fathom.analysis.account;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageRuns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What the stacks of a process's threads take, but for the one that it began on: what one more
/// thread costs before it does anything.
///
/// @param count how many there are
/// @param resident what the median of them has in memory
/// @param mapped what the median of them has mapped
public record ThreadStackSizes(int count, long resident, long mapped) {
  private static final String FIRST = "[stack]";

  /// {@return what they take; empty where there is but one thread, or no stack was recognised}
  ///
  /// @param areas in address order
  public static Optional<ThreadStackSizes> of(List<Area> areas, PageRuns pages) {
    List<Long> resident = new ArrayList<>();
    List<Long> mapped = new ArrayList<>();
    for (Area area : areas) {
      if (area.kind() == Area.Kind.STACK && !area.name().equals(FIRST)) {
        resident.add(pages.residentBytes(area.start(), area.end()));
        mapped.add(area.bytes());
      }
    }
    return resident.isEmpty()
        ? Optional.empty()
        : Optional.of(new ThreadStackSizes(resident.size(), median(resident), median(mapped)));
  }

  private static long median(List<Long> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}
