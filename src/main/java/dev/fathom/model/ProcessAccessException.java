package dev.fathom.model;

import java.io.IOException;

/// A process cannot be looked at. The message is the one line the user sees: what happened and what
/// to do about it.
public final class ProcessAccessException extends IOException {
  private static final long serialVersionUID = 1L;

  public ProcessAccessException(String message) {
    super(message);
  }
}
