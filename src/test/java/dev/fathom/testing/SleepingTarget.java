package dev.fathom.testing;

/// A process started for a test, which has prepared itself and sleeps.
public interface SleepingTarget extends AutoCloseable {
  /// The process to look at.
  long pid();

  /// What the kernel says of the process now.
  default Kernel kernel() {
    return Kernel.of(pid());
  }

  /// Kills the process and its descendants, and waits until they are gone.
  @Override
  void close();
}
