package dev.fathom.survey.look;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the kernel says of a process that runs, without a look at its page table.
///
/// @param counters of all its mappings together (`smaps_rollup`)
/// @param size bytes of addresses that it has mapped (`statm`)
/// @param mappings the counters of each (`smaps`), by where it is
public record KernelWord(PageCounters counters, long size, Map<Place, PageCounters> mappings) {
  /// Where a mapping is.
  public record Place(long start, long end) {}

  public KernelWord {
    mappings = Map.copyOf(mappings);
  }

  /// Asks. **Cost**: two walks through its page tables by the kernel, while it runs.
  ///
  /// @throws ProcessAccessException in one line, if it does not say
  public static KernelWord of(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process);
    Map<Place, PageCounters> mappings = new HashMap<>();
    for (MapsEntry entry : directory.smaps()) {
      mappings.put(new Place(entry.start(), entry.end()), entry.counters());
    }
    return new KernelWord(directory.rollup(), directory.mappedBytes(), mappings);
  }

  /// {@return the counters of a mapping; null where there is none of exactly these addresses}
  public @Nullable PageCounters mapping(long start, long end) {
    return mappings.get(new Place(start, end));
  }
}
