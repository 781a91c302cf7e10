package dev.fathom.target.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The frames of a packed file, in their order: the seek table of the *zstd seekable format*
/// (`contrib/seekable_format/zstd_seekable_compression_format.md`).
///
/// It stands at the end in a frame that every zstd skips, so that `zstd -d` unpacks the file.
final class FrameTable {
  /// The first word of a zstd frame.
  static final int ZSTD_MAGIC = 0xFD2FB528;

  private static final int SKIPPABLE_MAGIC = 0x184D2A5E;
  private static final int SEEKABLE_MAGIC = 0x8F92EAB1;

  /// The skippable frame's own header: magic number and size.
  private static final int HEADER_BYTES = 8;

  /// Compressed size, plain size, checksum.
  private static final int ENTRY_BYTES = 12;

  /// Number of frames, descriptor, magic number.
  static final int FOOTER_BYTES = 9;

  private static final byte WITH_CHECKSUMS = (byte) 0x80;

  /// Frames of more than that are none that Fathom writes.
  private static final int LARGEST_FRAME_BYTES = 1 << 24;

  private static final ValueLayout.OfInt LE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final List<Frame> frames;

  /// One frame.
  ///
  /// @param position of its first byte in the packed file
  /// @param packed its bytes there
  /// @param start where its bytes stand in the plain file
  /// @param plain how many those are
  /// @param checksum the lowest 32 bits of their XXH64
  record Frame(long position, int packed, long start, int plain, int checksum) {}

  private FrameTable(List<Frame> frames) {
    this.frames = frames;
  }

  static FrameTable empty() {
    return new FrameTable(new ArrayList<>());
  }

  /// Adds the frame that follows the last.
  void add(int packed, int plain, int checksum) {
    frames.add(new Frame(packedBytes(), packed, plainBytes(), plain, checksum));
  }

  Frame get(int index) {
    return frames.get(index);
  }

  /// {@return the index of the frame that holds a position of the plain file below its end}
  int at(long position) {
    int low = 0;
    int high = frames.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (frames.get(middle).start() <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  long plainBytes() {
    return frames.isEmpty() ? 0 : frames.getLast().start() + frames.getLast().plain();
  }

  private long packedBytes() {
    return frames.isEmpty() ? 0 : frames.getLast().position() + frames.getLast().packed();
  }

  /// {@return the skippable frame that ends the file}
  ByteBuffer bytes() {
    int content = frames.size() * ENTRY_BYTES + FOOTER_BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + content).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(SKIPPABLE_MAGIC).putInt(content);
    for (Frame frame : frames) {
      bytes.putInt(frame.packed()).putInt(frame.plain()).putInt(frame.checksum());
    }
    return bytes.putInt(frames.size()).put(WITH_CHECKSUMS).putInt(SEEKABLE_MAGIC).flip();
  }

  /// {@return the table at the end of a packed file, or null where there is none of this form, or
  /// one that does not fit the file}
  static @Nullable FrameTable read(CoreBytes file) {
    MemorySegment footer = tail(file, FOOTER_BYTES, FOOTER_BYTES);
    if (footer == null
        || footer.get(LE32, FOOTER_BYTES - Integer.BYTES) != SEEKABLE_MAGIC
        || footer.get(ValueLayout.JAVA_BYTE, Integer.BYTES) != WITH_CHECKSUMS) {
      return null;
    }
    long count = Integer.toUnsignedLong(footer.get(LE32, 0));
    long tableBytes = HEADER_BYTES + count * ENTRY_BYTES + FOOTER_BYTES;
    MemorySegment table = tail(file, tableBytes, tableBytes);
    if (table == null || table.get(LE32, 0) != SKIPPABLE_MAGIC) {
      return null;
    }
    FrameTable read = empty();
    for (int frame = 0; frame < count; frame++) {
      long at = HEADER_BYTES + (long) frame * ENTRY_BYTES;
      int packed = table.get(LE32, at);
      int plain = table.get(LE32, at + Integer.BYTES);
      if (packed <= 0 || plain <= 0 || Math.max(packed, plain) > LARGEST_FRAME_BYTES) {
        return null;
      }
      read.add(packed, plain, table.get(LE32, at + 2 * Integer.BYTES));
    }
    return read.packedBytes() == file.size() - tableBytes ? read : null;
  }

  /// {@return the beginning of the last `fromEnd` bytes of a file, or null where it is shorter}
  private static @Nullable MemorySegment tail(CoreBytes file, long fromEnd, long length) {
    if (fromEnd > file.size() || length > Integer.MAX_VALUE) {
      return null;
    }
    byte[] bytes = new byte[(int) length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return file.read(file.size() - fromEnd, MemorySegment.ofBuffer(buffer)) == length
        ? MemorySegment.ofArray(bytes)
        : null;
  }
}
