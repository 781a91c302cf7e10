package dev.fathom.host;

import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Bytes on their way to an open file; buffered, and counted. To close it closes nothing.
final class DescriptorOutput extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 18;

  private final int descriptor;
  private final String name;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES);
  private int filled;
  private long count;

  /// @param name of the file, for messages
  DescriptorOutput(int descriptor, String name) {
    this.descriptor = descriptor;
    this.name = name;
  }

  /// {@return how many bytes went into it}
  long count() {
    return count;
  }

  @Override
  public void write(int value) throws OutputException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws OutputException {
    for (int at = 0; at < length; ) {
      if (filled == BUFFER_BYTES) {
        flush();
      }
      int here = Math.min(length - at, BUFFER_BYTES - filled);
      MemorySegment.copy(MemorySegment.ofArray(bytes), (long) offset + at, buffer, filled, here);
      filled += here;
      at += here;
    }
    count += length;
  }

  @Override
  public void flush() throws OutputException {
    for (int at = 0; at < filled; ) {
      long written = Libc.write(descriptor, buffer.asSlice(at), filled - at);
      if (written == -Libc.EINTR) {
        continue;
      }
      if (written <= 0) {
        throw new OutputException(name, (int) -written);
      }
      at += (int) written;
    }
    filled = 0;
  }
}
