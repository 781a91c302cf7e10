package dev.fathom.ask.dataset;

import dev.fathom.snapshot.dataset.Compaction;
import dev.fathom.snapshot.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.OptionalInt;

/// Makes few files of many.
///
/// @param keepDays what is older goes; empty for nothing
/// @param olderThanDays what is as old is put together: 1 for all days that are over, 0 for this
///   one, too
public record CompactQuestion(Path folder, OptionalInt keepDays, int olderThanDays) {
  /// Does it.
  ///
  /// @throws dev.fathom.snapshot.SnapshotException if it is no dataset, or somebody else does it
  public Compaction.Outcome answer() throws IOException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return Compaction.of(
        Dataset.open(folder),
        keepDays.isPresent() ? today.minusDays(keepDays.getAsInt()) : LocalDate.MIN,
        today.plusDays(1).minusDays(olderThanDays));
  }
}
