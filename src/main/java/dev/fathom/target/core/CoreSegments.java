package dev.fathom.target.core;

import dev.fathom.elf.ProgramHeader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Which parts of the address space a core describes, which of them it holds, and where.
///
/// In address order and disjoint: of two segments that overlap, which no writer of cores makes, the
/// one that begins first counts.
final class CoreSegments {
  private static final long PAGE_BYTES = 4096;

  private final CoreBytes bytes;
  private final List<Segment> segments;
  private final long[] starts;
  private final int ignored;
  private final long cutBytes;

  /// A range of addresses.
  ///
  /// @param flags `PF_` bits of a program header
  /// @param position of its first byte in the file
  /// @param dumped how many bytes of it the core was given
  /// @param held how many of them are there still: fewer in a core that was cut short
  record Segment(long start, long end, int flags, long position, long dumped, long held) {}

  private CoreSegments(CoreBytes bytes, List<Segment> segments, int ignored) {
    this.bytes = bytes;
    this.segments = segments;
    this.starts = segments.stream().mapToLong(Segment::start).toArray();
    this.ignored = ignored;
    this.cutBytes = segments.stream().mapToLong(each -> each.dumped() - each.held()).sum();
  }

  static CoreSegments of(List<ProgramHeader> loads, CoreBytes bytes) {
    List<Segment> sound = new ArrayList<>();
    int ignored = 0;
    long end = 0;
    List<ProgramHeader> ordered = new ArrayList<>(loads);
    ordered.sort(Comparator.comparingLong(ProgramHeader::virtualAddress));
    for (ProgramHeader load : ordered) {
      long start = load.virtualAddress();
      if (start < 0) {
        continue; // [vsyscall] lies in the kernel's half and is nobody's memory
      }
      long size = load.memorySize();
      boolean ranged =
          start % PAGE_BYTES == 0
              && start >= end
              && size > 0
              && size % PAGE_BYTES == 0
              && size <= Long.MAX_VALUE - PAGE_BYTES - start
              && load.fileSize() >= 0
              && load.offset() >= 0;
      if (!ranged) {
        ignored++;
        continue;
      }
      end = start + size;
      // Pages are what is counted: a part of one, which nobody writes, is left out.
      long dumped = Math.min(load.fileSize(), size) & -PAGE_BYTES;
      long held = Math.clamp(bytes.size() - load.offset(), 0, dumped) & -PAGE_BYTES;
      sound.add(new Segment(start, end, load.flags(), load.offset(), dumped, held));
    }
    return new CoreSegments(bytes, sound, ignored);
  }

  List<Segment> all() {
    return segments;
  }

  /// {@return how many segments of the core make no sense}
  int ignored() {
    return ignored;
  }

  /// {@return how many bytes are missing because the file was cut short}
  long cutBytes() {
    return cutBytes;
  }

  /// {@return the index of the segment that holds `address`, or else of the first above it}
  int at(long address) {
    int found = Arrays.binarySearch(starts, address);
    if (found >= 0) {
      return found;
    }
    int before = -found - 2;
    return before >= 0 && segments.get(before).end() > address ? before : before + 1;
  }

  /// Reads what the core itself holds, from `address` up to the first byte that it does not.
  ///
  /// @return how many bytes came
  long readDumped(long address, MemorySegment into) {
    long done = 0;
    while (done < into.byteSize()) {
      long at = address + done;
      int index = at(at);
      if (index == segments.size()) {
        break;
      }
      Segment segment = segments.get(index);
      long within = at - segment.start();
      if (within < 0 || within >= segment.held()) {
        break;
      }
      long wanted = Math.min(into.byteSize() - done, segment.held() - within);
      long got = bytes.read(segment.position() + within, into.asSlice(done, wanted));
      done += got;
      if (got < wanted) {
        break;
      }
    }
    return done;
  }
}
