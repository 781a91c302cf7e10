package dev.fathom.snapshot;

import java.io.IOException;

/// A snapshot cannot be written or read. The message is the one line the user sees: what happened
/// and what to do about it.
public final class SnapshotException extends IOException {
  private static final long serialVersionUID = 1L;

  public SnapshotException(String message) {
    super(message);
  }
}
