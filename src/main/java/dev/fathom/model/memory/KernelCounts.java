package dev.fathom.model.memory;

import java.util.Optional;

/// What the kernel counts of a process beside its pages. It is asked while the process runs, right
/// before it is held and right after it was let go: the answer takes time for each mapping.
///
/// @param rssBefore its Rss right before
/// @param rssAfter its Rss right after; what it was before where the process is gone
/// @param pageTables bytes of its page tables, which are in no Rss
/// @param memory what else it keeps for the process; empty where it was not asked
public record KernelCounts(
    long rssBefore, long rssAfter, long pageTables, Optional<KernelMemory> memory) {
  /// {@return the Rss of the kernel's that is nearest to what was counted page by page in between}
  public long nearest(long counted) {
    return Math.clamp(counted, Math.min(rssBefore, rssAfter), Math.max(rssBefore, rssAfter));
  }
}
