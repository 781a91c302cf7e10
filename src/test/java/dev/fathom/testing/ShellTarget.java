package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// What a shell can make: a small process, a zombie, a process that is gone.
public final class ShellTarget implements SleepingTarget {
  private final TargetProcess process;
  private final long pid;

  private ShellTarget(TargetProcess process, long pid) {
    this.process = process;
    this.pid = pid;
  }

  /// A shell that waits for a line.
  public static ShellTarget start() {
    TargetProcess process = TargetProcess.start("sh", "-c", "echo ready $$; read line");
    return new ShellTarget(process, process.pid());
  }

  /// A process that has ended and whose parent does not care: its pid is there, and no memory.
  public static ShellTarget zombie() {
    // The shell becomes a sleep, which never waits for the child that the shell left it. The child
    // ends later than that: a shell would clear it away.
    TargetProcess process =
        TargetProcess.start("sh", "-c", "sleep 0.2 & echo child $!; echo ready $$; exec sleep 600");
    List<String> announced = process.announced();
    long child = Long.parseLong(announced.getLast().substring("child ".length()));
    TargetProcess.awaitState(child, "Z");
    return new ShellTarget(process, child);
  }

  /// The pid of a process that has just ended and been waited for: there is none with it now.
  public static long gonePid() {
    try {
      Process process = new ProcessBuilder("true").start();
      process.waitFor();
      return process.pid();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public void close() {
    process.close();
  }
}
