package dev.fathom.os;

/// How a target is held still while it is read.
public enum Freeze {
  /// Attach to every thread. No signal is sent, the parent notices nothing, and the kernel lets the
  /// target go if Fathom dies.
  PTRACE,
  /// SIGSTOP and SIGCONT: visible to shells and supervisors; for targets that are traced already.
  SIGNAL,
  /// Not at all: what is read while the target writes may be torn.
  NONE;

  /// Stops a process. The caller must close the [Stop]; until then the target does not run.
  public Stop stop(int process) throws ProcessAccessException {
    return switch (this) {
      case PTRACE -> TracedStop.of(process);
      case SIGNAL -> SignalledStop.of(process);
      case NONE -> new RunningStop(process);
    };
  }
}
