package dev.fathom.testing;

import java.nio.file.Path;

/// A sleeping JVM: a process that is no Python, has many threads and reserves far more than it
/// uses.
public final class JvmTarget implements SleepingTarget {
  private final TargetProcess process;

  private JvmTarget(TargetProcess process) {
    this.process = process;
  }

  /// Starts the JVM that runs the tests once more, with a small heap.
  public static JvmTarget start() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new JvmTarget(
        TargetProcess.start(
            java.toString(), "-Xmx64m", TargetSource.path("Sleeper.java").toString()));
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
