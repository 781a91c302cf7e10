package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A signal that the kernel sends to a process when Fathom ends, however it ends: SIGKILL too, and
/// with all its children at once.
///
/// It is a pipe that nobody reads or writes. Where one end of a pipe is closed, the owner of the
/// other end is sent a signal (`fs/pipe.c`, `pipe_release`), and owner and signal can be chosen
/// (`fcntl(2)`, `F_SETOWN` and `F_SETSIG`). The kernel closes both ends one after the other: each
/// is the other's, so their order does not matter. No process is needed that would have to survive
/// Fathom, and a process id that is used again is not taken for the old one.
final class LastSignal implements AutoCloseable {
  // include/uapi/asm-generic/fcntl.h
  private static final int F_SETFL = 4;
  private static final int F_SETOWN = 8;
  private static final int F_SETSIG = 10;
  private static final int O_ASYNC = 0x2000;

  private static final int ROOT = 0;

  private final int reading;
  private final int writing;

  private LastSignal(int reading, int writing) {
    this.reading = reading;
    this.writing = writing;
  }

  /// Has a signal sent at the end of Fathom, until it is closed.
  ///
  /// @throws ProcessAccessException if the kernel would not send it
  static LastSignal to(int process, int signal) throws ProcessAccessException {
    boolean ofEverybody =
        UserNamespace.own().isInitial()
            && UserIds.of(ProcessDirectory.itself()).effective() == ROOT;
    if (!ofEverybody
        && !mayBeSent(
            UserIds.of(ProcessDirectory.itself()), UserIds.of(ProcessDirectory.of(process)))) {
      throw new ProcessAccessException(
          "process %d is another user's: should Fathom be killed, nobody would send it SIGCONT; use --freeze=ptrace, or run Fathom as that user"
              .formatted(process));
    }
    LastSignal last = open();
    int failed = last.set(last.reading, process, signal);
    if (failed == 0) {
      failed = last.set(last.writing, process, signal);
    }
    if (failed < 0) {
      last.close();
      throw Permission.refused(process, "F_SETOWN", -failed);
    }
    return last;
  }

  /// The rights of `kill`, but without CAP_KILL (`fs/fcntl.c`, `sigio_perm`).
  static boolean mayBeSent(UserIds from, UserIds to) {
    return List.of(to.real(), to.saved()).stream()
        .anyMatch(id -> id == from.real() || id == from.effective());
  }

  private static LastSignal open() throws ProcessAccessException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(2 * Integer.BYTES, Integer.BYTES);
      int made = Libc.pipe(ends);
      if (made < 0) {
        throw new ProcessAccessException(
            "the kernel gives no pipe (error %d); close some files, or use --freeze=ptrace"
                .formatted(-made));
      }
      return new LastSignal(
          ends.get(ValueLayout.JAVA_INT, 0), ends.get(ValueLayout.JAVA_INT, Integer.BYTES));
    }
  }

  private int set(int end, int process, int signal) {
    int outcome = Libc.fcntl(end, F_SETOWN, process);
    if (outcome == 0) {
      outcome = Libc.fcntl(end, F_SETSIG, signal);
    }
    return outcome == 0 ? Libc.fcntl(end, F_SETFL, O_ASYNC) : outcome;
  }

  /// Has it sent now.
  void send() {
    Libc.close(reading);
    Libc.close(writing);
  }

  /// Takes it back: nothing is sent.
  @Override
  public void close() {
    Libc.fcntl(reading, F_SETFL, 0);
    Libc.fcntl(writing, F_SETFL, 0);
    Libc.close(reading);
    Libc.close(writing);
  }
}
