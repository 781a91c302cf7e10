package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// A core file made up word by word: memory that no process of this machine would have, such as the
/// heap of an old C library. It has no notes: nothing but memory can be read.
public final class MadeCore {
  private static final int PAGE_BYTES = 4096;
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int ET_CORE = 4;
  private static final int EM_X86_64 = 62;
  private static final int PT_LOAD = 1;
  private static final int READ_WRITE = 6;

  private final Map<Long, ByteBuffer> segments = new TreeMap<>();

  /// Adds writable memory that is all zeros.
  public MadeCore memory(long start, int bytes) {
    segments.put(start, ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return this;
  }

  public void u64(long address, long value) {
    at(address).putLong(position(address), value);
  }

  public void u32(long address, int value) {
    at(address).putInt(position(address), value);
  }

  public long u64(long address) {
    return at(address).getLong(position(address));
  }

  private int position(long address) {
    for (Map.Entry<Long, ByteBuffer> segment : segments.entrySet()) {
      if (address >= segment.getKey()
          && address < segment.getKey() + segment.getValue().capacity()) {
        return Math.toIntExact(address - segment.getKey());
      }
    }
    throw new IllegalArgumentException("no memory at %x".formatted(address));
  }

  private ByteBuffer at(long address) {
    for (Map.Entry<Long, ByteBuffer> segment : segments.entrySet()) {
      if (address >= segment.getKey()
          && address < segment.getKey() + segment.getValue().capacity()) {
        return segment.getValue();
      }
    }
    throw new IllegalArgumentException("no memory at %x".formatted(address));
  }

  /// Writes it down as an ELF file.
  public Path write(Path file) {
    int position = HEADER_BYTES + segments.size() * SEGMENT_BYTES;
    position = position + PAGE_BYTES - 1 & -PAGE_BYTES;
    int bytes = position + segments.values().stream().mapToInt(ByteBuffer::capacity).sum();
    ByteBuffer core = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    core.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    core.putShort(16, (short) ET_CORE).putShort(18, (short) EM_X86_64).putInt(20, 1);
    core.putLong(32, HEADER_BYTES).putShort(52, (short) HEADER_BYTES);
    core.putShort(54, (short) SEGMENT_BYTES).putShort(56, (short) segments.size());
    int header = HEADER_BYTES;
    for (Map.Entry<Long, ByteBuffer> segment : segments.entrySet()) {
      byte[] content = segment.getValue().array();
      core.putInt(header, PT_LOAD).putInt(header + 4, READ_WRITE);
      core.putLong(header + 8, position).putLong(header + 16, segment.getKey());
      core.putLong(header + 32, content.length).putLong(header + 40, content.length);
      core.put(position, content);
      position += content.length;
      header += SEGMENT_BYTES;
    }
    try {
      return Files.write(file, core.array());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
