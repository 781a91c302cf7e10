package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Core files of the targets, made by those who make them everywhere: gdb and the kernel.
public final class CoreDump {
  private static final Path PATTERN = Path.of("/proc/sys/kernel/core_pattern");
  private static final long PATIENCE_SECONDS = 120;

  private CoreDump() {}

  /// Has gdb write a core of a process, which goes on afterwards. Without gdb the calling test is
  /// skipped.
  public static Path gcore(long pid, Path directory) {
    String said = output("gcore", "-o", directory.resolve("gcore").toString(), Long.toString(pid));
    Path core = directory.resolve("gcore." + pid);
    if (!Files.exists(core)) {
      throw new IllegalStateException("gcore says: " + said);
    }
    return core;
  }

  /// A script that runs a program so that the kernel writes a core into the directory when it dies.
  /// Where the system's cores go elsewhere, the calling test is skipped.
  public static Path dumping(Path program, Path directory) {
    try {
      String pattern = Files.readString(PATTERN).strip();
      Assumptions.assumeTrue(
          pattern.startsWith("core"), "cores do not go where the process is: " + pattern);
      Path script = directory.resolve("dumping");
      Files.writeString(
          script,
          "#!/bin/sh\ncd '%s' && ulimit -c unlimited && exec '%s' \"$@\"\n"
              .formatted(directory, program));
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
      return script;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Ends a process that was started through [#dumping], and returns its core.
  ///
  /// @param filter which memory the kernel is to dump, as in `/proc/PID/coredump_filter`
  public static Path die(SleepingTarget target, Path directory, String filter) {
    try {
      Files.writeString(Path.of("/proc", Long.toString(target.pid()), "coredump_filter"), filter);
      output("kill", "-ABRT", Long.toString(target.pid()));
      TargetProcess.awaitState(target.pid(), "", "Z", "X");
      long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
      while (System.nanoTime() - deadline < 0) {
        try (Stream<Path> files = Files.list(directory)) {
          Optional<Path> core =
              files.filter(file -> file.getFileName().toString().startsWith("core")).findFirst();
          if (core.isPresent()) {
            return core.get();
          }
        }
        LockSupport.parkNanos(MILLISECONDS.toNanos(10));
      }
      throw new IllegalStateException("the kernel wrote no core into " + directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Bytes of memory in a core, added up from what readelf prints of its segments.
  ///
  /// @param counted whether the segment at an address is to be counted
  public static long dumpedBytes(Path core, LongPredicate counted) {
    return output("readelf", "-lW", core.toString())
        .lines()
        .map(line -> List.of(line.strip().split(" +", -1)))
        .filter(words -> words.getFirst().equals("LOAD"))
        .filter(words -> counted.test(Long.parseUnsignedLong(words.get(2).substring(2), 16)))
        .mapToLong(words -> Long.decode(words.get(4)))
        .sum();
  }

  /// What a program prints; without the program the calling test is skipped.
  public static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      process.waitFor();
      return said;
    } catch (IOException absent) {
      Assumptions.abort("no " + command[0] + " on this machine");
      return "";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
