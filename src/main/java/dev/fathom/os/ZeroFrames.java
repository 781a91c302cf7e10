package dev.fathom.os;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/// Which entries of a page table are the zero page, by the flags of their frames. Those that are
/// asked for are the anonymous ones: a file's page is never the zero page.
final class ZeroFrames implements AutoCloseable {
  private final Optional<PhysicalPages> physical;
  private boolean told = true;

  private ZeroFrames(Optional<PhysicalPages> physical) {
    this.physical = physical;
  }

  static ZeroFrames open() {
    return new ZeroFrames(PhysicalPages.open());
  }

  /// {@return whether the kernel told all that was asked for so far}
  boolean told() {
    return told;
  }

  /// {@return the numbers of those that are}
  ///
  /// @param entries as `/proc/PID/pagemap` has them
  BitSet among(MemorySegment entries, int count) {
    BitSet zeros = new BitSet();
    long[] frames = new long[count];
    int asked = 0;
    for (int at = 0; at < count; at++) {
      long entry = entries.getAtIndex(ValueLayout.JAVA_LONG, at);
      if (PagemapFile.present(entry) && !PagemapFile.ofFile(entry)) {
        frames[asked++] = PagemapFile.frame(entry);
      }
    }
    if (asked == 0) {
      return zeros;
    }
    Arrays.sort(frames, 0, asked);
    long[] flags = new long[asked];
    // Frame 0 is the firmware's: it stands for what is not shown.
    if (physical.isEmpty() || frames[0] == 0 || !physical.get().flags(frames, asked, flags)) {
      told = false;
      return zeros;
    }
    for (int at = 0; at < count; at++) {
      long entry = entries.getAtIndex(ValueLayout.JAVA_LONG, at);
      if (PagemapFile.present(entry) && !PagemapFile.ofFile(entry)) {
        int rank = Arrays.binarySearch(frames, 0, asked, PagemapFile.frame(entry));
        zeros.set(at, PhysicalPages.zero(flags[rank]));
      }
    }
    return zeros;
  }

  @Override
  public void close() {
    physical.ifPresent(PhysicalPages::close);
  }
}
