package dev.fathom.os;

import java.util.Optional;

/// What the kernel knows of frames: how often each is mapped and what it is (`/proc/kpagecount`,
/// `/proc/kpageflags`). For root alone.
///
/// A count is that of page-table entries, not of processes: a merged page that one process maps
/// twice counts twice. Kernels built with `CONFIG_NO_PAGE_MAPCOUNT` give averages over large pages.
public final class PhysicalPages implements AutoCloseable {
  // include/uapi/linux/kernel-page-flags.h
  private static final long SWAP_BACKED = 1L << 14;
  private static final long ANONYMOUS = 1L << 12;
  private static final long MERGED = 1L << 21;
  private static final long ZERO_PAGE = 1L << 24; // the huge one, too

  private final FrameWords counts;
  private final FrameWords flags;

  private PhysicalPages(FrameWords counts, FrameWords flags) {
    this.counts = counts;
    this.flags = flags;
  }

  /// Opens them; empty where we may not.
  public static Optional<PhysicalPages> open() {
    Optional<FrameWords> counts = FrameWords.open("/proc/kpagecount");
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    Optional<FrameWords> flags = FrameWords.open("/proc/kpageflags");
    if (flags.isEmpty()) {
      counts.get().close();
      return Optional.empty();
    }
    return Optional.of(new PhysicalPages(counts.get(), flags.get()));
  }

  /// Fills `into` with how often each of the frames is mapped.
  ///
  /// @param frames numbers in ascending order
  /// @return false where the kernel told nothing
  public boolean mapCounts(long[] frames, int count, long[] into) {
    return counts.read(frames, count, into);
  }

  /// Fills `into` with the flags of each of the frames, for the questions below.
  ///
  /// @param frames numbers in ascending order
  public boolean flags(long[] frames, int count, long[] into) {
    return flags.read(frames, count, into);
  }

  /// Shared memory: kept in swap if need be, but not anonymous.
  public static boolean sharedMemory(long flags) {
    return (flags & (SWAP_BACKED | ANONYMOUS)) == SWAP_BACKED;
  }

  /// Merged with equal pages by KSM.
  public static boolean merged(long flags) {
    return (flags & MERGED) != 0;
  }

  /// The zero page, which all processes read before they write.
  public static boolean zero(long flags) {
    return (flags & ZERO_PAGE) != 0;
  }

  @Override
  public void close() {
    counts.close();
    flags.close();
  }
}
