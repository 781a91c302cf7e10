package dev.fathom.model.container;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What a control group and those within it are charged, at one moment.
///
/// @param path in the hierarchy, `/` at its root; of the user's choosing, and not escaped
/// @param title what runs such a group, as its path tells: `docker 0123456789ab`; may be empty
/// @param version of control groups, 1 or 2
/// @param usage bytes that are charged: `memory.current`, `memory.usage_in_bytes`
/// @param bounds what bounds it
/// @param statistics `memory.stat` by the names of version 2, in bytes, and `workingset_…` in
///   pages; of version 1 what it has
/// @param swap bytes in the swap area; empty where it is not counted
/// @param outOfMemoryKills how often somebody was killed for want of memory; empty where unknown
/// @param groups how many control groups are within it
/// @param dying how many were, and are gone, but for what is charged to them still
/// @param processors that may each have charged ahead
/// @param processes those in it and below it
/// @param refused how many of these could not be looked into
/// @param files that its processes have open or mapped, the largest first
public record ControlGroup(
    String path,
    String title,
    int version,
    long usage,
    Bounds bounds,
    Map<String, Long> statistics,
    OptionalLong swap,
    OptionalLong outOfMemoryKills,
    long groups,
    long dying,
    int processors,
    List<GroupProcess> processes,
    int refused,
    List<GroupFile> files) {
  /// So many pages a processor may be charged ahead: MEMCG_CHARGE_BATCH,
  /// include/linux/memcontrol.h.
  private static final long AHEAD_BYTES = 64 * 4096L;

  public ControlGroup {
    statistics = Map.copyOf(statistics);
    processes = List.copyOf(processes);
    files = List.copyOf(files);
  }

  /// What bounds a group, in bytes; each is empty where nothing does.
  ///
  /// @param limit beyond which somebody is killed, its own
  /// @param above the least of those of the groups that it is within
  /// @param high beyond which it is slowed down (version 2), or may be taken from (soft limit)
  /// @param swapLimit of the swap area
  /// @param peak the most that was charged so far, where it is counted
  public record Bounds(
      OptionalLong limit,
      OptionalLong above,
      OptionalLong high,
      OptionalLong swapLimit,
      OptionalLong peak) {}

  /// {@return a number of `memory.stat`; 0 where there is none}
  public long statistic(String name) {
    return statistics.getOrDefault(name, 0L);
  }

  /// {@return how many pages were taken, and wanted again soon after, since the group is there}
  public long refaults() {
    return statistic("workingset_refault_anon") + statistic("workingset_refault_file");
  }

  /// {@return what kubelet calls its working set: all but the files that were not used lately}
  public long workingSet() {
    return Math.max(0, usage - statistic("inactive_file"));
  }

  /// {@return what the kernel takes before it kills somebody, swap aside: pages of files, memory
  /// given back by `MADV_FREE` among them, and what it keeps for itself and can do without}
  public long reclaimable() {
    return statistic("inactive_file") + statistic("active_file") + statistic("slab_reclaimable");
  }

  /// {@return what was written to files and is not on disk yet: it is taken once it is}
  public long unwritten() {
    return statistic("file_dirty") + statistic("file_writeback");
  }

  /// {@return how much processors may have charged ahead, and statistics may lag behind}
  public long ahead() {
    return processors * AHEAD_BYTES;
  }
}
