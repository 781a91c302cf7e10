package dev.fathom.host;

import java.io.IOException;

/// A command cannot be run. The message is the one line that the user sees.
public final class CommandNotRunException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CommandNotRunException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// {@return what a shell would have returned}
  public int status() {
    return status;
  }
}
