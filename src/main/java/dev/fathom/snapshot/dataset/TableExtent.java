package dev.fathom.snapshot.dataset;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

/// How much of a table there is.
///
/// @param files how many
/// @param merged how many of these have the rows of many looks
/// @param bytes what they take
/// @param apps the names of their folders
/// @param first the first day; [LocalDate#MAX] of none
/// @param last the last day; [LocalDate#MIN] of none
public record TableExtent(
    long files, long merged, long bytes, Set<String> apps, LocalDate first, LocalDate last) {
  static final TableExtent NOTHING =
      new TableExtent(0, 0, 0, Set.of(), LocalDate.MAX, LocalDate.MIN);

  TableExtent and(DatasetPartition partition, long more) {
    Set<String> all = apps;
    if (!apps.contains(partition.app())) {
      all = new HashSet<>(apps);
      all.add(partition.app());
    }
    LocalDate day = partition.taken();
    return new TableExtent(
        files + 1,
        merged + (partition.isOfAllHosts() ? 1 : 0),
        bytes + more,
        all,
        day.isBefore(first) ? day : first,
        day.isAfter(last) ? day : last);
  }
}
