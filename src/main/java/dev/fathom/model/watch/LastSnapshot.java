package dev.fathom.model.watch;

import dev.fathom.model.MemoryLimit;

/// A snapshot that was taken on the way to a limit.
///
/// @param file where it is
/// @param process of whom
/// @param mark the share of the limit, in per cent, at which it was due; 0 for the first
/// @param limit and how much of it was left then
/// @param rss what the process had in memory
/// @param millis when the process was looked at, since the watch began
/// @param heldMillis how long it did not run for that
/// @param throughout whether it was held until all was found, as it grew so fast
public record LastSnapshot(
    String file,
    int process,
    int mark,
    MemoryLimit limit,
    long rss,
    long millis,
    long heldMillis,
    boolean throughout) {
  /// {@return bytes of the limit that were used}
  public long used() {
    return limit.limit() - limit.available();
  }
}
