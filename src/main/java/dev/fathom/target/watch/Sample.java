package dev.fathom.target.watch;

/// What a process used at one moment, in bytes.
///
/// @param millis since the watch began
/// @param rss resident; the kernel's counter, which may be off by some tens of pages
/// @param swap swapped out
/// @param highWater the most that was ever resident
/// @param pss its share of what is resident, or [#UNKNOWN]: it is not asked for each time
/// @param uss what is resident for it alone, or [#UNKNOWN]
public record Sample(long millis, long rss, long swap, long highWater, long pss, long uss) {
  /// A figure that was not asked for this time.
  public static final long UNKNOWN = -1;
}
