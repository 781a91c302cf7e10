package dev.fathom.os.descriptor;

import dev.fathom.host.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;

/// Asks what the buffers of a process's sockets take, by `SO_MEMINFO` of each, as `ss -m` shows it.
/// For that the socket is opened here, too, for a moment (`pidfd_getfd`, since Linux 5.6): the
/// process has what it had, whichever network it is in.
final class SocketMemory implements AutoCloseable {
  // include/uapi/asm-generic/unistd.h: alike on all architectures
  private static final int PIDFD_OPEN = 434;
  private static final int PIDFD_GETFD = 438;

  // include/uapi/asm-generic/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_MEMINFO = 55;

  // include/uapi/linux/sock_diag.h: what is received and not read, what is under way, what is set
  // aside for more, what was written and not sent, options, what waits for the socket's owner
  private static final int RECEIVED = 0;
  private static final int UNDER_WAY = 2;
  private static final int SET_ASIDE = 4;
  private static final int WRITTEN = 5;
  private static final int OPTIONS = 6;
  private static final int BACKLOG = 7;
  private static final int WORDS = 9;

  private final int process;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment words = arena.allocate(ValueLayout.JAVA_INT, WORDS);
  private final MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);

  private SocketMemory(int process) {
    this.process = process;
  }

  static SocketMemory of(int process) {
    return new SocketMemory((int) Libc.syscall(PIDFD_OPEN, process, 0, 0, 0));
  }

  /// {@return the bytes that the buffers of a socket take; empty where the kernel does not say}
  ///
  /// @param descriptor its number in the process
  OptionalLong bytes(int descriptor) {
    if (process < 0) {
      return OptionalLong.empty();
    }
    int socket = (int) Libc.syscall(PIDFD_GETFD, process, descriptor, 0, 0);
    if (socket < 0) {
      return OptionalLong.empty();
    }
    try {
      length.set(ValueLayout.JAVA_INT, 0, (int) words.byteSize());
      words.fill((byte) 0);
      if (Libc.getsockopt(socket, SOL_SOCKET, SO_MEMINFO, words, length) < 0) {
        return OptionalLong.empty();
      }
    } finally {
      Libc.close(socket);
    }
    // Of TCP, what is under way is what was written once more; of others nothing is written.
    return OptionalLong.of(
        word(RECEIVED)
            + Math.max(word(UNDER_WAY), word(WRITTEN))
            + word(SET_ASIDE)
            + word(OPTIONS)
            + word(BACKLOG));
  }

  private long word(int number) {
    return Integer.toUnsignedLong(words.getAtIndex(ValueLayout.JAVA_INT, number));
  }

  @Override
  public void close() {
    if (process >= 0) {
      Libc.close(process);
    }
    arena.close();
  }
}
