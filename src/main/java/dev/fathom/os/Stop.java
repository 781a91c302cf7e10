package dev.fathom.os;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import java.util.List;

/// A process held still; closing it lets the process go on. It goes on, too, where Fathom is
/// stopped, ends or hangs ([Holds]).
public sealed interface Stop extends AutoCloseable permits TracedStop, SignalledStop, RunningStop {
  /// Stops a process. The caller must close what is returned; until then the target does not run.
  static Stop of(Freeze how, int process) throws ProcessAccessException {
    return switch (how) {
      case PTRACE -> TracedStop.of(process);
      case SIGNAL -> SignalledStop.of(process);
      case NONE -> new RunningStop(process);
    };
  }

  /// One thread as it stands.
  ///
  /// @param id the kernel's thread id
  /// @param stackPointer 0 where it is not known
  /// @param threadPointer base address of its thread-local storage, 0 where it is not known
  record ThreadState(int id, long stackPointer, long threadPointer) {}

  /// The threads, in the kernel's order.
  List<ThreadState> threads();

  /// {@return the general registers of a thread, in the order of `struct user_regs_struct`; none
  /// where they are not known}
  default List<Long> registers(int thread) {
    return List.of();
  }

  /// Makes sure that the process has been held without a break.
  ///
  /// @throws ProcessAccessException if it was let go because Fathom was told to stop or to end
  void verify() throws ProcessAccessException;

  /// {@return nanoseconds for which the process was held, once closed}
  long heldNanos();

  @Override
  void close();
}
