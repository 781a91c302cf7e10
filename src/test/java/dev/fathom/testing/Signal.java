package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Signals, sent by the system's own `kill`.
public final class Signal {
  private Signal() {}

  /// Sends one.
  ///
  /// @param name without `SIG`
  public static void send(String name, long process) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("cannot send SIG" + name + " to " + process);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
