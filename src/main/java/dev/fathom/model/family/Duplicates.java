package dev.fathom.model.family;

import java.util.List;

/// What is there several times, and could be shared: equal pages in different frames, which the
/// kernel could merge (KSM), and equal objects that several processes have made for themselves,
/// which would be shared had they been made before the fork.
///
/// Contents are compared by 64-bit hashes: two that differ pass for equal once in 10^19 / n² times.
///
/// @param pages equal pages beyond the first of each content
/// @param zeroPages how many of them hold nothing but zeros
/// @param objects by type, the largest first
public record Duplicates(long pages, long zeroPages, List<Equal> objects) {
  private static final long PAGE_BYTES = 4096;

  /// So many page-table entries share a merged page at the most (`max_page_sharing`, as the kernel
  /// sets it).
  private static final long MOST_SHARING = 256;

  /// Nothing is there twice.
  public static final Duplicates NONE = new Duplicates(0, 0, List.of());

  /// Equal objects of one type.
  ///
  /// @param type its name
  /// @param copies beyond the first of each content, at most one of a content and process
  /// @param bytes of those, without what allocators add
  public record Equal(String type, long copies, long bytes) {}

  /// {@return bytes that merging equal pages would give back}
  public long pageBytes() {
    return pages * PAGE_BYTES;
  }

  /// {@return the same, less what stays where many pages are equal, as not all of them share one}
  public long leastPageBytes() {
    return (pages - pages / (MOST_SHARING - 1)) * PAGE_BYTES;
  }
}
