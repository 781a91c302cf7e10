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
    if (!isSent(name, process)) {
      throw new IllegalStateException("cannot send SIG" + name + " to " + process);
    }
  }

  /// Sends one to a process that may have ended.
  ///
  /// @return whether it was there
  public static boolean isSent(String name, long process) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start();
      return kill.waitFor() == 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
