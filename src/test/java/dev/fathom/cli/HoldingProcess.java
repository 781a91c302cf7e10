package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.model.Freeze;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A virtual machine of its own that runs [HoldingMain]: a Fathom that can be killed while it holds
/// its target.
final class HoldingProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private HoldingProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /// Starts one that reads, and waits until it holds the target.
  static HoldingProcess start(long target, Freeze freeze) {
    return start(target, freeze, HoldingMain.Work.READING);
  }

  /// The same with other work.
  static HoldingProcess start(long target, Freeze freeze, HoldingMain.Work work) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    try {
      HoldingProcess holder =
          new HoldingProcess(
              new ProcessBuilder(
                      java.toString(),
                      "-XX:TieredStopAtLevel=1",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      HoldingMain.class.getName(),
                      Long.toString(target),
                      freeze.name(),
                      work.name())
                  .redirectErrorStream(true)
                  .start());
      String line = holder.output.readLine();
      if (line == null || !line.startsWith("held by ")) {
        holder.close();
        throw new IllegalStateException("the holder says: " + line);
      }
      return holder;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  long pid() {
    return process.pid();
  }

  /// Ends it by SIGKILL, which it cannot notice, and waits until it is gone.
  void kill() {
    process.destroyForcibly();
    await();
  }

  /// Ends it by SIGTERM, as Ctrl-C and service managers do in their ways.
  void terminate() {
    process.destroy();
    await();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// {@return its exit status once it has ended}
  int awaitStatus() {
    await();
    return process.exitValue();
  }

  /// {@return what it says last, once it has ended}
  String lastLine() {
    await();
    return output.lines().reduce("", (before, line) -> line);
  }

  private void await() {
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the holder does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
