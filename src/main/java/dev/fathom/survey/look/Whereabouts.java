package dev.fathom.survey.look;

import dev.fathom.host.KernelFiles;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.ProcessDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Where and since when a process runs.
public final class Whereabouts {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final Path UPTIME = Path.of("/proc/uptime");

  /// In which the kernel tells times of processes (`USER_HZ`: 100 wherever Fathom runs).
  private static final double TICKS_A_SECOND = 100;

  private static final double MILLIS_A_SECOND = 1000;

  private Whereabouts() {}

  /// {@return the name of this machine}
  public static String host() {
    try {
      String name = KernelFiles.text(HOST_NAME).strip();
      return name.isEmpty() ? "localhost" : name;
    } catch (IOException hidden) {
      return "localhost";
    }
  }

  /// {@return when a process began, to about a hundredth of a second; empty where it does not say}
  public static Optional<Instant> start(int process) {
    try {
      double begun = ProcessDirectory.of(process).stat().startTicks() / TICKS_A_SECOND;
      String uptime = KernelFiles.text(UPTIME);
      double up = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      long ago = (long) (Math.max(0, up - begun) * MILLIS_A_SECOND);
      return Optional.of(Instant.now().minusMillis(ago));
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException hidden) {
      return Optional.empty();
    }
  }
}
