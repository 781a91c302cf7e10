package dev.fathom.runtime.cpython;

import dev.fathom.malloc.Claimant;
import dev.fathom.model.memory.BlockState;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stacks of Python frames of 3.11 and later: `_PyStackChunk` (`Include/cpython/pystate.h`),
/// one or more a thread, mapped directly.
final class DataStackChunks implements Claimant {
  private static final long PREVIOUS = 0;
  private static final long SIZE = 8;
  private static final long TOP = 16;
  private static final long HEADER_BYTES = 24;

  /// DATA_STACK_CHUNK_SIZE; larger ones double (`Python/pystate.c`).
  private static final long SMALLEST = 16 << 10;

  private static final long LARGEST = 64L << 20;
  private static final long PAGE_BYTES = 4096;

  private final @Nullable ObjectFinder finder;
  private final RuntimeSink sink;

  private final List<long[]> found = new ArrayList<>();

  /// @param finder keeps the frames; null where they cannot be read
  DataStackChunks(@Nullable ObjectFinder finder, RuntimeSink sink) {
    this.finder = finder;
    this.sink = sink;
  }

  /// {@return the chunks seen: address and size of each}
  List<long[]> found() {
    return found;
  }

  @Override
  public long claim(long address, long end, Window window) {
    window.require(address, HEADER_BYTES);
    long size = window.u64(address + SIZE);
    if (size < SMALLEST
        || size > LARGEST
        || Long.bitCount(size) != 1
        || size > end - address
        || window.u64(address + PREVIOUS) % PAGE_BYTES != 0
        || Long.compareUnsigned(window.u64(address + TOP), size / Long.BYTES) > 0) {
      return 0;
    }
    sink.block(address, address + size, BlockState.FRAMES);
    found.add(new long[] {address, size});
    if (finder != null) {
      finder.frames(window, address, size);
    }
    return size;
  }
}
