package dev.fathom.target.core;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The beginning of a core that comes through a pipe, read as far as somebody asks and no further:
/// whoever writes it waits, and is there for as long. For one thread.
final class CoreStream implements CoreBytes {
  /// Room for the notes of some 20,000 threads, with all their registers.
  private static final int MOST_BYTES = 64 << 20;

  private static final int FIRST_BYTES = 1 << 16;

  private final InputStream in;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int count;

  CoreStream(InputStream in) {
    this.in = in;
  }

  /// {@return how many bytes are read at most}
  @Override
  public long size() {
    return MOST_BYTES;
  }

  @Override
  public long read(long position, MemorySegment into) {
    if (position < 0 || position >= MOST_BYTES) {
      return 0;
    }
    int end = (int) (position + Math.min(into.byteSize(), MOST_BYTES - position));
    try {
      fill(end);
    } catch (IOException ended) {
      // What did not come is missing, and whoever wanted it says so.
    }
    int got = Math.max(0, Math.min(end, count) - (int) position);
    MemorySegment.copy(bytes, (int) position, into, ValueLayout.JAVA_BYTE, 0, got);
    return got;
  }

  private void fill(int end) throws IOException {
    while (count < end) {
      if (count == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(MOST_BYTES, 2 * bytes.length));
      }
      int got = in.read(bytes, count, Math.min(bytes.length, end) - count);
      if (got < 0) {
        return;
      }
      count += got;
    }
  }

  /// The stream is whose it was.
  @Override
  public void close() {}
}
