package dev.fathom.model;

/// How a target is held still while it is read.
public enum Freeze {
  /// Attach to every thread. No signal is sent, the parent notices nothing, and the kernel lets the
  /// target go if Fathom dies.
  PTRACE,
  /// SIGSTOP and SIGCONT: visible to shells and supervisors; for targets that are traced already.
  SIGNAL,
  /// Not at all: what is read while the target writes may be torn.
  NONE
}
