package dev.fathom.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A file that is mapped to see which of its pages are in memory. None of it is read, from disk
/// least of all.
public final class FileMapping implements AutoCloseable {
  private static final long PAGE_BYTES = 4096;
  private static final int MADV_RANDOM = 1;
  private static final int MADV_POPULATE_READ = 22;

  private final long address;
  private final long bytes;

  private FileMapping(long address, long bytes) {
    this.address = address;
    this.bytes = bytes;
  }

  /// {@return the mapping of an open file; empty where it cannot be mapped}
  public static Optional<FileMapping> of(int descriptor, long bytes) {
    long address = bytes <= 0 ? -1 : Libc.map(descriptor, bytes);
    if (address <= 0) {
      return Optional.empty();
    }
    // Nothing is read ahead, and that we have mapped a page does not make it look used.
    Libc.advise(address, bytes, MADV_RANDOM);
    return Optional.of(new FileMapping(address, bytes));
  }

  /// {@return where it is}
  public long address() {
    return address;
  }

  /// {@return of each page of a part of it whether it is in memory; empty where the kernel does not
  /// tell}
  ///
  /// @param from an offset in the file, on a page
  public Optional<byte[]> residency(long from, int pages) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment told = arena.allocate(pages);
      int said = Libc.residency(address + from, Math.min(pages * PAGE_BYTES, bytes - from), told);
      return said < 0 ? Optional.empty() : Optional.of(told.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// Has pages that are in memory be seen in our own page table.
  ///
  /// @return whether they are: not before Linux 5.14
  public boolean see(long from, long length) {
    return Libc.advise(address + from, length, MADV_POPULATE_READ) >= 0;
  }

  @Override
  public void close() {
    Libc.unmap(address, bytes);
  }
}
