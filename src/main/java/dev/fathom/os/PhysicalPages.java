package dev.fathom.os;

import dev.fathom.host.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

  /// Frames apart by at most this many are read in one call: the kernel makes 12 entries in the
  /// time of one call.
  private static final long NEAR = 12;

  private static final int WINDOW = 4096;

  private final int counts;
  private final int flags;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(WINDOW * (long) Long.BYTES, 8);

  private PhysicalPages(int counts, int flags) {
    this.counts = counts;
    this.flags = flags;
  }

  /// Opens them; empty where we may not.
  public static Optional<PhysicalPages> open() {
    int counts = Libc.open("/proc/kpagecount");
    if (counts < 0) {
      return Optional.empty();
    }
    int flags = Libc.open("/proc/kpageflags");
    if (flags < 0) {
      Libc.close(counts);
      return Optional.empty();
    }
    return Optional.of(new PhysicalPages(counts, flags));
  }

  /// Fills `into` with how often each of the frames is mapped.
  ///
  /// @param frames numbers in ascending order
  /// @return false where the kernel told nothing
  public boolean mapCounts(long[] frames, int count, long[] into) {
    return read(counts, frames, count, into);
  }

  /// Fills `into` with the flags of each of the frames, for the questions below.
  ///
  /// @param frames numbers in ascending order
  public boolean flags(long[] frames, int count, long[] into) {
    return read(flags, frames, count, into);
  }

  private boolean read(int descriptor, long[] frames, int count, long[] into) {
    int at = 0;
    while (at < count) {
      long first = frames[at];
      int end = at + 1;
      while (end < count && frames[end] - frames[end - 1] <= NEAR && frames[end] - first < WINDOW) {
        end++;
      }
      long wanted = (frames[end - 1] - first + 1) * Long.BYTES;
      if (Libc.pread(descriptor, buffer, wanted, first * Long.BYTES) < wanted) {
        return false;
      }
      for (; at < end; at++) {
        into[at] = buffer.getAtIndex(ValueLayout.JAVA_LONG, frames[at] - first);
      }
    }
    return true;
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
    Libc.close(counts);
    Libc.close(flags);
    arena.close();
  }
}
