package dev.fathom.os.written;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A virtual machine of its own that runs [TrackingMain].
final class TrackingProcess implements AutoCloseable {
  private static final int KILLED = 128 + 9;

  private final Process process;

  private TrackingProcess(Process process) {
    this.process = process;
  }

  /// Starts one that tracks a target until it is ended.
  static TrackingProcess start(long target) throws IOException {
    TrackingProcess tracking = new TrackingProcess(run(Long.toString(target)));
    int said = tracking.process.getInputStream().read();
    if (said < 0) {
      throw new IllegalStateException("the virtual machine has ended");
    }
    return tracking;
  }

  /// Runs one that ends itself by SIGKILL when it has reached a step.
  ///
  /// @throws IllegalStateException if it ended otherwise
  static void dieAt(InjectedThread.Step step, long target) throws IOException {
    Process process = run(Long.toString(target), step.name());
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (await(process) != KILLED) {
      throw new IllegalStateException(step + " was not the end: " + said);
    }
  }

  /// Runs one under another command, such as one that gives up rights, until it has tracked once.
  ///
  /// @param directory for a copy of what it needs of Fathom: the original may be in root's home
  /// @return what it says: nothing, or why it was refused
  static String once(List<String> command, long target, Path directory) throws IOException {
    copy(WriteTracking.class, directory, "dev/fathom/host", "dev/fathom/model", "dev/fathom/os");
    copy(TrackingMain.class, directory, "dev/fathom/os");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process process = run(command, directory.toString(), Long.toString(target), "once");
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    await(process);
    return said.strip();
  }

  private static void copy(Class<?> among, Path to, String... packages) throws IOException {
    Path from = Path.of(among.getProtectionDomain().getCodeSource().getLocation().getPath());
    for (String each : packages) {
      try (Stream<Path> files = Files.walk(from.resolve(each))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = to.resolve(from.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static Process run(String... arguments) throws IOException {
    return run(List.of(), System.getProperty("java.class.path"), arguments);
  }

  private static Process run(List<String> command, String classPath, String... arguments)
      throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            TrackingMain.class.getName()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  /// Ends it by SIGKILL, and waits until it is gone.
  void kill() {
    process.destroyForcibly();
    await(process);
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
