package dev.fathom.target.core;

import dev.fathom.host.ZstdLibrary;
import io.airlift.compress.v3.xxhash.XxHash64Hasher;
import io.airlift.compress.v3.zstd.ZstdCompressor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/// Writes a packed file: what is put in is cut into frames, which are packed on all processors and
/// written in their order.
///
/// Whoever puts in waits only when all buffers are full: with buffers for all of it, nobody waits
/// for the packing or for the disk; as long as buffers are free, nothing is packed, so that whoever
/// puts in has the processors for itself. **Memory**: that of the buffers, and of what is packed
/// and not written yet.
final class PackedOutput implements AutoCloseable {
  /// The unit of packing: what must be unpacked to read one byte.
  static final int FRAME_BYTES = 256 << 10;

  private static final int FEWEST_BUFFERS = 256;

  /// With so few buffers left, those that are full are to be emptied.
  private static final int FEW_BUFFERS = 192;

  /// The fastest of the levels that still find the repetitions of a heap.
  private static final int LEVEL = 1;

  private static final int MOST_PACKERS = 4;

  private final OutputStream out;
  private final Arena arena = Arena.ofShared();
  private final ExecutorService packers =
      Executors.newFixedThreadPool(
          Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_PACKERS),
          Thread.ofPlatform().daemon().name("packer-", 0).factory());
  private final ThreadLocal<ZstdCompressor> compressor =
      ThreadLocal.withInitial(() -> ZstdLibrary.compressor(LEVEL));
  private final FrameTable frames = FrameTable.empty();
  private final List<MemorySegment> free = new ArrayList<>();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private MemorySegment current;
  private long filled;

  /// Frames at the end of the pending ones that nobody packs yet.
  private final ArrayDeque<Pending> resting = new ArrayDeque<>();

  /// A frame that is packed, or will be, and the buffer that its bytes stand in.
  private record Pending(MemorySegment buffer, FutureTask<Packed> packed) {}

  /// A packed frame.
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Packed(byte[] bytes, int length, int plain, int checksum) {}

  /// @param out what is written to; stays open
  /// @param room bytes that can be put in before any are packed; 16 MiB at least
  PackedOutput(OutputStream out, long room) {
    this.out = out;
    long buffers =
        Math.clamp(FEW_BUFFERS + room / FRAME_BYTES + 2, FEWEST_BUFFERS, Integer.MAX_VALUE);
    for (int buffer = 0; buffer < buffers; buffer++) {
      // Filled with zeros: touched now, and not while a target waits.
      free.add(arena.allocate(FRAME_BYTES, Long.BYTES));
    }
    this.current = free.removeLast();
    packed(current.asSlice(0, Long.BYTES)); // loads the native libraries now
  }

  /// {@return where the next bytes are to be put; never empty}
  MemorySegment room() {
    return current.asSlice(filled);
  }

  /// Says that so many bytes were put into the room.
  void put(long bytes) throws IOException {
    filled += bytes;
    if (filled == FRAME_BYTES) {
      pack();
    }
  }

  /// Puts in all of a segment.
  void put(MemorySegment bytes) throws IOException {
    for (long at = 0; at < bytes.byteSize(); ) {
      long here = Math.min(bytes.byteSize() - at, room().byteSize());
      room().asSlice(0, here).copyFrom(bytes.asSlice(at, here));
      put(here);
      at += here;
    }
  }

  private void pack() throws IOException {
    MemorySegment full = current.asSlice(0, filled);
    Pending frame = new Pending(current, new FutureTask<>(() -> packed(full)));
    pending.add(frame);
    resting.add(frame);
    filled = 0;
    if (free.size() <= FEW_BUFFERS) {
      packResting();
    }
    if (free.isEmpty()) {
      writeNext();
    }
    current = free.removeLast();
  }

  private void packResting() {
    resting.forEach(frame -> packers.execute(frame.packed()));
    resting.clear();
  }

  private Packed packed(MemorySegment plain) {
    ZstdCompressor own = compressor.get();
    int length = (int) plain.byteSize();
    byte[] bytes = new byte[own.maxCompressedLength(length)];
    int packed = own.compress(plain, MemorySegment.ofArray(bytes));
    return new Packed(bytes, packed, length, (int) XxHash64Hasher.hash(plain));
  }

  private void writeNext() throws IOException {
    Pending oldest = pending.removeFirst();
    try {
      Packed frame = oldest.packed().get();
      out.write(frame.bytes(), 0, frame.length());
      frames.add(frame.length(), frame.plain(), frame.checksum());
      free.add(oldest.buffer());
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause()); // memory packs or something is broken
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /// Writes what is left, and the table of the frames.
  void finish() throws IOException {
    if (filled > 0) {
      pack();
    }
    packResting();
    while (!pending.isEmpty()) {
      writeNext();
    }
    ByteBuffer table = frames.bytes();
    out.write(table.array(), table.arrayOffset(), table.limit());
  }

  /// Gives everything back, finished or not.
  @Override
  public void close() {
    packers.shutdownNow();
    packers.close(); // none of them may look at a buffer any more
    arena.close();
  }
}
