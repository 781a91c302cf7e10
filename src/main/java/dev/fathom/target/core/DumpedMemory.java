package dev.fathom.target.core;

import dev.fathom.target.Memory;
import java.lang.foreign.MemorySegment;

/// What a core itself holds, before anything is known of the mappings and their files.
final class DumpedMemory implements Memory {
  private final CoreSegments segments;
  private long bytesRead;

  DumpedMemory(CoreSegments segments) {
    this.segments = segments;
  }

  @Override
  public long read(long address, MemorySegment into, long bytes) {
    long got = segments.readDumped(address, into.asSlice(0, bytes));
    into.asSlice(got, bytes - got).fill((byte) 0);
    bytesRead += got;
    return bytes - got;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }
}
