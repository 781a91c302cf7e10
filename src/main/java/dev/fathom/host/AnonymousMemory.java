package dev.fathom.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Memory outside the Java heap, which the kernel can be made to provide before it is used: the
/// first touch of a page takes far longer than any other.
public final class AnonymousMemory implements AutoCloseable {
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_POPULATE_WRITE = 23;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  private AnonymousMemory(long address, long bytes) {
    segment =
        MemorySegment.ofAddress(address)
            .reinterpret(bytes, arena, mapped -> Libc.unmap(mapped.address(), bytes));
  }

  /// {@return so much memory; empty where the kernel gives none}
  ///
  /// @param bytes at least 1
  public static Optional<AnonymousMemory> map(long bytes) {
    long address = Libc.map(bytes);
    return address > 0 ? Optional.of(new AnonymousMemory(address, bytes)) : Optional.empty();
  }

  /// Has the kernel provide the first of it now, in huge pages where it has them. **Cost**: 0.1 to
  /// 2 s a GB.
  ///
  /// @return whether it did: not before Linux 5.14, nor where there is none left
  public boolean populate(long bytes) {
    Libc.advise(segment.address(), segment.byteSize(), MADV_HUGEPAGE);
    return Libc.advise(segment.address(), Math.min(bytes, segment.byteSize()), MADV_POPULATE_WRITE)
        >= 0;
  }

  /// {@return the bytes; not to be touched once this is closed}
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    arena.close();
  }
}
