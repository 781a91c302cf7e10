package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.os.Freeze;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A virtual machine of its own that runs [HoldingMain]: a Fathom that can be killed while it holds
/// its target.
final class HoldingProcess implements AutoCloseable {
  private final Process process;

  private HoldingProcess(Process process) {
    this.process = process;
  }

  /// Starts it, and waits until it holds the target.
  static HoldingProcess start(long target, Freeze freeze) {
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
                      freeze.name())
                  .redirectErrorStream(true)
                  .start());
      BufferedReader output = holder.process.inputReader(UTF_8);
      String line = output.readLine();
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

  private void await() {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
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
