package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.PagemapFile;
import dev.fathom.os.Permission;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The kernel's soft-dirty bits (`Documentation/admin-guide/mm/soft-dirty.rst`): `clear_refs`
/// clears those of a whole process, and the first write to a page sets its own.
///
/// They are the process's, not Fathom's: another program that uses them at the same time is
/// disturbed. And they cannot be read and cleared in one step, so they are cleared once: what is
/// told is what was written since the beginning. A mapping that was made since is told whole.
///
/// What was given back and then read is the zero page, and not dirty. Where the kernel has no call
/// that tells it from others, all is told that might be it: what of anonymous memory is not mapped
/// by this process alone.
public final class SoftDirty implements WriteTracking {
  private static final byte CLEAR_SOFT_DIRTY = '4';
  private static final int ENTRIES = 32 * 1024;
  private static final int PAGE_SHIFT = 12;

  /// More than the C library keeps among its small blocks: a mapping of its own.
  private static final long PROBE_BYTES = 1 << 20;

  private static final PageStates.Query DIRTY =
      new PageStates.Query(PageStates.SOFT_DIRTY, 0, PageStates.PRESENT | PageStates.SWAPPED);

  private final int process;
  private final PagemapFile entries;
  private final PageStates states;
  private final ProcessMemory memory;
  private final boolean byCall;
  private final WatchedRanges watched = new WatchedRanges();
  private final long[] block = new long[ENTRIES];

  private SoftDirty(int process, PagemapFile entries, PageStates states, ProcessMemory memory) {
    this.process = process;
    this.entries = entries;
    this.states = states;
    this.memory = memory;
    this.byCall = states.knows(DIRTY);
  }

  /// Whether the kernel has them: a page of Fathom's own is written, which must then be dirty. A
  /// kernel without `CONFIG_MEM_SOFT_DIRTY` never sets the bit.
  public static boolean isKnown() throws ProcessAccessException {
    try (Arena arena = Arena.ofConfined();
        PagemapFile own = PagemapFile.open(Math.toIntExact(ProcessHandle.current().pid()))) {
      MemorySegment probe = arena.allocate(PROBE_BYTES);
      long middle = probe.address() + PROBE_BYTES / 2;
      probe.set(ValueLayout.JAVA_BYTE, PROBE_BYTES / 2, (byte) 1);
      long[] entry = new long[1];
      return own.read(middle, entry, 0, 1) == 1 && PagemapFile.softDirty(entry[0]);
    }
  }

  static SoftDirty begin(int process) throws ProcessAccessException {
    PageStates states = PageStates.open(process);
    PagemapFile entries = null;
    ProcessMemory memory = null;
    boolean begun = false;
    try {
      int shownAs = ProcessDirectory.of(process).throughLivingThread().shownAs();
      entries = PagemapFile.open(process);
      memory = ProcessMemory.open(shownAs);
      clear(process, shownAs);
      begun = true;
      return new SoftDirty(process, entries, states, memory);
    } finally {
      if (!begun) {
        states.close();
        if (entries != null) {
          entries.close();
        }
        if (memory != null) {
          memory.close();
        }
      }
    }
  }

  private static void clear(int process, int shownAs) throws ProcessAccessException {
    String path = "/proc/" + shownAs + "/clear_refs";
    int descriptor = Libc.open(path, Libc.O_WRONLY, 0);
    if (descriptor < 0) {
      throw Permission.refused(process, path, -descriptor);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment what = arena.allocate(1);
      what.set(ValueLayout.JAVA_BYTE, 0, CLEAR_SOFT_DIRTY);
      long written = Libc.write(descriptor, what, 1);
      if (written != 1) {
        throw Permission.refused(process, path, (int) -written);
      }
    } finally {
      Libc.close(descriptor);
    }
  }

  @Override
  public String method() {
    return "soft-dirty";
  }

  /// All mappings are watched; these are looked at.
  @Override
  public boolean watch(long start, long end) {
    watched.add(start, end);
    return true;
  }

  @Override
  public void written(RangeSink into) throws ProcessAccessException {
    RangeMerge merge = new RangeMerge(new RangeList(), into);
    for (int range = 0; range < watched.count(); range++) {
      if (byCall) {
        int outcome = states.scan(DIRTY, watched.start(range), watched.end(range), false, merge);
        if (outcome < 0) {
          throw gone();
        }
      } else {
        byEntries(watched.start(range), watched.end(range), merge);
      }
    }
    merge.finish();
    if (memory.isGone()) {
      throw gone();
    }
  }

  private void byEntries(long start, long end, RangeSink into) throws ProcessAccessException {
    long at = start;
    while (at < end) {
      int wanted = (int) Math.min(ENTRIES, (end - at) >>> PAGE_SHIFT);
      int got = entries.read(at, block, 0, wanted);
      if (got <= 0) {
        throw gone();
      }
      tell(at, got, into);
      at += (long) got << PAGE_SHIFT;
    }
  }

  private void tell(long at, int count, RangeSink into) {
    int first = -1;
    for (int entry = 0; entry <= count; entry++) {
      boolean dirty = entry < count && isDirty(block[entry]);
      if (dirty && first < 0) {
        first = entry;
      } else if (!dirty && first >= 0) {
        into.range(at + ((long) first << PAGE_SHIFT), at + ((long) entry << PAGE_SHIFT));
        first = -1;
      }
    }
  }

  private static boolean isDirty(long entry) {
    return PagemapFile.present(entry)
        ? PagemapFile.softDirty(entry) || maybeZeroPage(entry)
        : PagemapFile.softDirty(entry) && PagemapFile.swapped(entry);
  }

  private static boolean maybeZeroPage(long entry) {
    return !PagemapFile.ofFile(entry) && !PagemapFile.exclusive(entry);
  }

  private ProcessAccessException gone() {
    return new ProcessAccessException(
        "process %d ended or began another program while it was being read; look again"
            .formatted(process));
  }

  @Override
  public long heldNanos() {
    return 0;
  }

  @Override
  public void close() {
    entries.close();
    states.close();
    memory.close();
  }
}
