package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A program of the distribution, started, loaded and ended by `bench/programs/run`.
public final class RealProgram implements SleepingTarget {
  private static final Path PROGRAMS = Path.of("bench", "programs");
  private static final String RUNNING = "running ";
  private static final String SKIP = "skip: ";

  private final Process driver;
  private final long pid;

  private RealProgram(Process driver, long pid) {
    this.driver = driver;
    this.pid = pid;
  }

  /// {@return the names of all that there are}
  public static List<String> all() {
    try (Stream<Path> folders = Files.list(PROGRAMS)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("oracle.json")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Starts one; skips the test where it is not installed, or does not run.
  public static RealProgram start(String name) {
    try {
      Process driver =
          new ProcessBuilder(PROGRAMS.resolve("run").toString(), "--target", name)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      BufferedReader lines = driver.inputReader(UTF_8);
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(RUNNING)) {
          return new RealProgram(driver, Long.parseLong(line.substring(RUNNING.length())));
        }
        if (line.startsWith(SKIP)) {
          end(driver);
          Assumptions.abort(line.substring(SKIP.length()));
        }
      }
      end(driver);
      Assumptions.abort(name + " cannot be started here: by root, with python3");
      throw new IllegalStateException();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  /// Has the driver end the program, and all that the program has started.
  @Override
  public void close() {
    end(driver);
  }

  private static void end(Process driver) {
    try {
      driver.getOutputStream().close();
      driver.waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
