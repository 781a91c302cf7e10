package dev.fathom.cli.follow;

import java.io.IOException;

/// An address of this machine on which nobody can listen. The message is the one line that the user
/// sees.
public final class PortException extends IOException {
  private static final long serialVersionUID = 1L;

  PortException(String message) {
    super(message);
  }
}
