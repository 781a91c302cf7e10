package dev.fathom.target.running;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.PagemapFile;
import dev.fathom.os.ProcessMemory;
import dev.fathom.target.Memory;
import java.lang.foreign.MemorySegment;

/// The bytes of a process as they are at this moment, a page at a time. The page map is asked
/// before each page: what is not present is not read, since that would change the process.
///
/// **Cost**: two calls a page, some microseconds.
public final class RunningMemory implements Memory, AutoCloseable {
  private static final long PAGE_BYTES = 4096;

  private final ProcessMemory memory;
  private final PagemapFile map;
  private final long[] entry = new long[1];
  private long bytesRead;

  private RunningMemory(ProcessMemory memory, PagemapFile map) {
    this.memory = memory;
    this.map = map;
  }

  /// Opens it.
  ///
  /// @throws ProcessAccessException in one line, if it may not be read or has ended
  public static RunningMemory open(int process) throws ProcessAccessException {
    ProcessMemory memory = ProcessMemory.open(process);
    PagemapFile map = null;
    try {
      map = PagemapFile.open(process);
      return new RunningMemory(memory, map);
    } finally {
      if (map == null) {
        memory.close();
      }
    }
  }

  @Override
  public long read(long address, MemorySegment into, long bytes) {
    long missing = 0;
    for (long at = address; at < address + bytes; ) {
      long here = Math.min(address + bytes - at, PAGE_BYTES - at % PAGE_BYTES);
      MemorySegment part = into.asSlice(at - address, here);
      boolean present =
          map.read(at & -PAGE_BYTES, entry, 0, 1) == 1 && PagemapFile.present(entry[0]);
      long got = present ? memory.read(at, part, here) : 0;
      if (got < here) {
        part.fill((byte) 0);
        missing += here;
      }
      bytesRead += got;
      at += here;
    }
    return missing;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  /// {@return whether the process has ended, or runs another program since}
  public boolean isGone() {
    return memory.isGone();
  }

  @Override
  public void close() {
    map.close();
    memory.close();
  }
}
