package dev.fathom.os;

import dev.fathom.host.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A file of the kernel's with a word for each frame of memory: `/proc/kpagecount`,
/// `/proc/kpageflags`, `/proc/kpagecgroup`. For root alone.
public final class FrameWords implements AutoCloseable {
  /// Frames apart by at most this many are read in one call: the kernel makes 12 entries in the
  /// time of one call.
  private static final long NEAR = 12;

  private static final int WINDOW = 4096;

  private final int descriptor;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(WINDOW * (long) Long.BYTES, 8);

  private FrameWords(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Opens one; empty where we may not.
  public static Optional<FrameWords> open(String path) {
    int descriptor = Libc.open(path);
    return descriptor < 0 ? Optional.empty() : Optional.of(new FrameWords(descriptor));
  }

  /// Fills `into` with the word of each of the frames.
  ///
  /// @param frames numbers in ascending order
  /// @return false where the kernel told nothing
  public boolean read(long[] frames, int count, long[] into) {
    int at = 0;
    while (at < count) {
      long first = frames[at];
      int end = at + 1;
      while (end < count && frames[end] - frames[end - 1] <= NEAR && frames[end] - first < WINDOW) {
        end++;
      }
      long wanted = (frames[end - 1] - first + 1) * Long.BYTES;
      if (Libc.pread(descriptor, buffer, wanted, first * Long.BYTES) < wanted) {
        return false;
      }
      for (; at < end; at++) {
        into[at] = buffer.getAtIndex(ValueLayout.JAVA_LONG, frames[at] - first);
      }
    }
    return true;
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    arena.close();
  }
}
