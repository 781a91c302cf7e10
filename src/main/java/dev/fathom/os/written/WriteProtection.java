package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import dev.fathom.os.TracedStop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Write protection by userfaultfd, asynchronous: the kernel itself lifts the protection of a page
/// at the first write to it and notes that there was one (Linux 6.7,
/// `Documentation/admin-guide/mm/userfaultfd.rst`).
///
/// The descriptor belongs to the address space of whoever makes it, so that is done in the target
/// ([InjectedThread]). All else is done from outside. When the last descriptor is closed, the
/// kernel takes all protection away; Fathom has the only one.
///
/// A huge page is protected whole, and split by the kernel when some of it is written.
public final class WriteProtection implements WriteTracking {
  // include/uapi/linux/userfaultfd.h
  private static final long UFFDIO_API = 0xC018AA3FL;
  private static final long UFFDIO_REGISTER = 0xC020AA00L;
  private static final long UFFD_API = 0xAA;
  private static final long UFFD_FEATURE_WP_UNPOPULATED = 1L << 13;
  private static final long UFFD_FEATURE_WP_ASYNC = 1L << 15;
  private static final long UFFDIO_REGISTER_MODE_WP = 1L << 1;

  // struct uffdio_api: api, features, ioctls; struct uffdio_register: start, length, mode, ioctls
  private static final long API_BYTES = 24;
  private static final long API_FEATURES = 8;
  private static final long REGISTER_BYTES = 32;
  private static final long REGISTER_LENGTH = 8;
  private static final long REGISTER_MODE = 16;

  /// A gap between ranges that takes less time to look at than another call for what is behind it:
  /// what one page of page tables covers.
  private static final long LONGEST_GAP = 2 << 20;

  /// Pages that lie in watched mappings, hold memory, and are not protected.
  private static final int ALL = PageStates.WPALLOWED | PageStates.WRITTEN;

  private final int process;
  private final int descriptor;
  private final PageStates states;
  private final ProcessMemory memory;
  private final PageStates.Query unprotected;

  /// Pages that hold memory in mappings that are not watched, though they lie where such were:
  /// unmapped and mapped anew.
  private final PageStates.Query foreign =
      new PageStates.Query(0, PageStates.WPALLOWED, PageStates.PRESENT | PageStates.SWAPPED);

  private final long heldNanos;
  private final WatchedRanges watched = new WatchedRanges();
  private final RangeList foreigners = new RangeList();
  private final RangeList spans = new RangeList();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment registered = arena.allocate(REGISTER_BYTES, 8);
  private boolean closed;

  private WriteProtection(
      int process, int descriptor, PageStates states, ProcessMemory memory, long heldNanos) {
    this.process = process;
    this.descriptor = descriptor;
    this.states = states;
    this.memory = memory;
    this.heldNanos = heldNanos;
    PageStates.Query everything =
        new PageStates.Query(ALL, PageStates.GUARD, PageStates.PRESENT | PageStates.SWAPPED);
    // Where guard pages cannot be told from swapped ones, neither is protected: a page that comes
    // back from the swap area is then told as written.
    this.unprotected =
        states.knows(everything) ? everything : new PageStates.Query(ALL, 0, PageStates.PRESENT);
  }

  static WriteProtection begin(int process) throws ProcessAccessException {
    return begin(process, step -> {});
  }

  /// @param progress hears of each step of the call in the target
  static WriteProtection begin(int process, InjectedThread.Progress progress)
      throws ProcessAccessException {
    KernelSupport.check();
    Injectable.check(process);
    TargetCode code = TargetCode.find(process);
    List<MapsEntry> mainStack =
        StackRoom.main(ProcessDirectory.of(process).throughLivingThread().maps());
    PageStates states = PageStates.open(process);
    ProcessMemory memory = null;
    int descriptor = -1;
    boolean begun = false;
    try {
      memory = ProcessMemory.open(ProcessDirectory.of(process).throughLivingThread().shownAs());
      InjectedThread.rehearse(states);
      InjectedThread injected;
      long held;
      TracedStop stop = TracedStop.of(process);
      try {
        injected = new InjectedThread(process, stop, code, mainStack, states, progress);
        stop.trace(injected::run);
      } finally {
        stop.close();
        held = stop.heldNanos();
      }
      descriptor = injected.descriptor();
      if (memory.isGone()) {
        throw gone(process); // these were opened for the program before, the descriptor is not
      }
      int outcome = agree(descriptor);
      if (outcome < 0) {
        throw new ProcessAccessException(
            "the kernel does not track the pages that process %d writes (UFFDIO_API: %s); use --pause=normal"
                .formatted(process, Libc.message(-outcome)));
      }
      begun = true;
      return new WriteProtection(process, descriptor, states, memory, held);
    } finally {
      if (!begun) {
        close(descriptor, states, memory);
      }
    }
  }

  /// Agrees with the kernel on what a descriptor is for.
  ///
  /// @return 0, or `-errno`: `EINVAL` before Linux 6.7
  static int agree(int descriptor) {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment api = scratch.allocate(API_BYTES, 8);
      api.set(ValueLayout.JAVA_LONG, 0, UFFD_API);
      // Without the second the kernel does not let PAGEMAP_SCAN protect anonymous memory.
      api.set(
          ValueLayout.JAVA_LONG, API_FEATURES, UFFD_FEATURE_WP_ASYNC | UFFD_FEATURE_WP_UNPOPULATED);
      return Libc.ioctl(descriptor, UFFDIO_API, api);
    }
  }

  @Override
  public String method() {
    return "userfaultfd";
  }

  @Override
  public boolean watch(long start, long end) {
    registered.set(ValueLayout.JAVA_LONG, 0, start);
    registered.set(ValueLayout.JAVA_LONG, REGISTER_LENGTH, end - start);
    registered.set(ValueLayout.JAVA_LONG, REGISTER_MODE, UFFDIO_REGISTER_MODE_WP);
    if (Libc.ioctl(descriptor, UFFDIO_REGISTER, registered) < 0) {
      return false;
    }
    // Only what is new: what was written elsewhere and not told yet must not be protected again.
    RangeList added = new RangeList();
    watched.missing(start, end, added);
    watched.add(start, end);
    boolean all = true;
    for (int range = 0; range < added.count(); range++) {
      int outcome =
          states.scan(unprotected, added.start(range), added.end(range), true, (from, to) -> {});
      all &= outcome >= 0;
    }
    return all;
  }

  @Override
  public void written(RangeSink into) throws ProcessAccessException {
    foreigners.clear();
    spans.clear();
    watched.spans(LONGEST_GAP, spans);
    scan(foreign, false, (start, end) -> watched.common(start, end, foreigners));
    RangeMerge merge = new RangeMerge(foreigners, into);
    scan(unprotected, true, merge); // in mappings that are watched, wherever they lie
    merge.finish();
    if (memory.isGone()) {
      throw gone(process);
    }
  }

  private void scan(PageStates.Query query, boolean protecting, RangeSink into)
      throws ProcessAccessException {
    for (int span = 0; span < spans.count(); span++) {
      int outcome = states.scan(query, spans.start(span), spans.end(span), protecting, into);
      if (outcome < 0 && memory.isGone()) {
        throw gone(process);
      }
      if (outcome < 0) {
        throw new ProcessAccessException(
            "the kernel does not tell what process %d has written (PAGEMAP_SCAN: %s); look again"
                .formatted(process, Libc.message(-outcome)));
      }
    }
  }

  private static ProcessAccessException gone(int process) {
    return new ProcessAccessException(
        "process %d ended or began another program while it was being read; look again"
            .formatted(process));
  }

  @Override
  public long heldNanos() {
    return heldNanos;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      close(descriptor, states, memory);
      arena.close();
    }
  }

  private static void close(
      int descriptor, @Nullable PageStates states, @Nullable ProcessMemory memory) {
    if (descriptor >= 0) {
      Libc.close(descriptor);
    }
    if (states != null) {
      states.close();
    }
    if (memory != null) {
      memory.close();
    }
  }
}
