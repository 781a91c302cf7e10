package dev.fathom.target;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Reads files into memory of either sort: a channel knows only that of the C library, and bytes.
public final class ChannelReads {
  /// As many bytes as are read at a time.
  private static final long MOST_AT_ONCE = 1 << 20;

  private ChannelReads() {}

  /// Reads from `position` into `into` at `at`, and returns how many bytes came: perhaps fewer than
  /// there is room for, and none or -1 at the end of the file.
  public static int some(FileChannel channel, long position, MemorySegment into, long at)
      throws IOException {
    long bytes = Math.min(MOST_AT_ONCE, into.byteSize() - at);
    if (into.isNative()) {
      return channel.read(into.asSlice(at, bytes).asByteBuffer(), position);
    }
    byte[] read = new byte[(int) bytes];
    int got = channel.read(ByteBuffer.wrap(read), position);
    MemorySegment.copy(read, 0, into, ValueLayout.JAVA_BYTE, at, Math.max(0, got));
    return got;
  }
}
