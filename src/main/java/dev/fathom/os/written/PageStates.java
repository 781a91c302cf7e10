package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.Permission;
import dev.fathom.os.ProcessDirectory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Asks the kernel which pages of a process are in a state, and write-protects those in the same
/// step if that is wanted: the `PAGEMAP_SCAN` call of Linux 6.7 (`fs/proc/task_mmu.c`,
/// `do_pagemap_scan`).
///
/// It stays with the address space that it was opened for, also when the process begins another
/// program.
final class PageStates implements AutoCloseable {
  // include/uapi/linux/fs.h: PAGE_IS_..., the categories of pages
  static final int WPALLOWED = 1;
  static final int WRITTEN = 1 << 1;
  static final int PRESENT = 1 << 3;
  static final int SWAPPED = 1 << 4;
  static final int SOFT_DIRTY = 1 << 7;

  /// A guard page; a category since Linux 6.17. Before it is called swapped since there are such.
  static final int GUARD = 1 << 8;

  /// Which pages are asked for: those of all categories of `all`, of none of `none`, and of one of
  /// `any`.
  record Query(int all, int none, int any) {}

  // include/uapi/linux/fs.h: PAGEMAP_SCAN = _IOWR('f', 16, struct pm_scan_arg)
  private static final long PAGEMAP_SCAN = 0xC0606610L;
  private static final long PM_SCAN_WP_MATCHING = 1;
  private static final long ARGUMENT_BYTES = 96;
  private static final long ARGUMENT_SIZE = 0;
  private static final long ARGUMENT_FLAGS = 8;
  private static final long ARGUMENT_START = 16;
  private static final long ARGUMENT_END = 24;
  private static final long ARGUMENT_WALK_END = 32;
  private static final long ARGUMENT_VECTOR = 40;
  private static final long ARGUMENT_VECTOR_LENGTH = 48;
  private static final long ARGUMENT_INVERTED = 64;
  private static final long ARGUMENT_ALL_OF = 72;
  private static final long ARGUMENT_ANY_OF = 80;
  private static final long ARGUMENT_RETURN = 88;

  // struct page_region
  private static final long REGION_BYTES = 24;
  private static final long REGION_END = 8;
  private static final int REGIONS = 4096;

  private final int descriptor;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment argument = arena.allocate(ARGUMENT_BYTES, 8);
  private final MemorySegment regions = arena.allocate(REGION_BYTES * REGIONS, 8);

  private PageStates(int descriptor) {
    this.descriptor = descriptor;
  }

  static PageStates open(int process) throws ProcessAccessException {
    int shownAs = ProcessDirectory.of(process).throughLivingThread().shownAs();
    String path = "/proc/" + shownAs + "/pagemap";
    int descriptor = Libc.open(path);
    if (descriptor < 0) {
      throw Permission.refused(process, path, -descriptor);
    }
    return new PageStates(descriptor);
  }

  /// {@return whether the kernel takes a query} It answers without looking at a page.
  boolean knows(Query query) {
    prepare(query, 0, 0, false);
    return Libc.ioctl(descriptor, PAGEMAP_SCAN, argument) >= 0;
  }

  /// Tells the ranges of pages of `[start, end)` that a query asks for. What the kernel tells is
  /// taken range by range, whatever it says of how far it came.
  ///
  /// @param protecting whether they are write-protected again in the same step
  /// @return 0, or `-errno`
  int scan(Query query, long start, long end, boolean protecting, RangeSink into) {
    long from = start;
    while (from < end) {
      prepare(query, from, end, protecting);
      int found = Libc.ioctl(descriptor, PAGEMAP_SCAN, argument);
      if (found == -Libc.EINTR) {
        continue;
      }
      if (found < 0) {
        return found;
      }
      // The kernel collects 512 ranges at a time, and may say that it came no further than the
      // first 512 when it has told more (seen with 6.18). Each that it protects it has told.
      long next = argument.get(ValueLayout.JAVA_LONG, ARGUMENT_WALK_END);
      for (int region = 0; region < found; region++) {
        long at = region * REGION_BYTES;
        long regionEnd = regions.get(ValueLayout.JAVA_LONG, at + REGION_END);
        into.range(regions.get(ValueLayout.JAVA_LONG, at), regionEnd);
        next = Math.max(next, regionEnd);
      }
      if (next <= from) {
        return -Libc.EIO; // no progress: never loop on what the kernel said
      }
      from = next;
    }
    return 0;
  }

  private void prepare(Query query, long start, long end, boolean protecting) {
    argument.fill((byte) 0);
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_SIZE, ARGUMENT_BYTES);
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_FLAGS, protecting ? PM_SCAN_WP_MATCHING : 0);
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_START, start);
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_END, end);
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_VECTOR, regions.address());
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_VECTOR_LENGTH, REGIONS);
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_INVERTED, query.none());
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_ALL_OF, query.all() | query.none());
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_ANY_OF, query.any());
    // One category, and one that all have that are asked for, so that neighbours are one range.
    argument.set(ValueLayout.JAVA_LONG, ARGUMENT_RETURN, WRITTEN);
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    arena.close();
  }
}
