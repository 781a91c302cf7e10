package dev.fathom.elf;

import java.lang.foreign.MemorySegment;

/// Where the bytes of a loaded image come from: the memory of a process, a core, a model.
@FunctionalInterface
public interface ImageReader {
  /// Reads from an address on, until the segment is full or nothing more can be read.
  ///
  /// @param address where to start, in the address space of the process
  /// @param into what to fill, from its start; a native segment of at most 64 KiB
  /// @return how many bytes were read: fewer than asked for when it meets nothing, 0 when there is
  ///   nothing at `address`
  long read(long address, MemorySegment into);
}
