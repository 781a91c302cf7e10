package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A folder of `src/test/npm`: software of others from the npm registry, at the versions of its
/// `package-lock.json`, and scripts that use it. It is installed once, below `target`.
///
/// @param folder where it is installed
public record NpmPackage(Path folder) {
  private static final Path SOURCES = Path.of("src/test/npm");
  private static final Path INSTALLED = Path.of("target/npm");
  private static final String LOCK = "package-lock.json";
  private static final String COMPLETE = "installed.json";
  private static final long PATIENCE_SECONDS = 300;

  /// Installs it, if that was not done. A machine without Node.js and npm, or where the registry
  /// cannot be reached, skips the test.
  public static NpmPackage require(String name) {
    Path folder = INSTALLED.resolve(name);
    try {
      Assumptions.assumeTrue(
          isThere("node") && isThere("npm"), "there is no Node.js with npm here");
      copy(SOURCES.resolve(name), folder);
      if (!isInstalled(folder)) {
        Process installing =
            new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        Assumptions.assumeTrue(
            installing.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && installing.exitValue() == 0,
            "npm cannot install " + name);
        Files.copy(
            folder.resolve(LOCK), folder.resolve(COMPLETE), StandardCopyOption.REPLACE_EXISTING);
      }
      return new NpmPackage(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Runs one of its scripts, and returns what it prints.
  ///
  /// @param input for its standard input
  public String run(String script, String input, Object... arguments) {
    List<String> command = new ArrayList<>(List.of("node", script));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    try {
      Path in = Files.createTempFile(folder.toAbsolutePath(), "input", ".txt");
      Path err = Files.createTempFile(folder.toAbsolutePath(), "complaints", ".txt");
      try {
        Files.writeString(in, input);
        Process process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectError(err.toFile())
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(script).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return printed;
      } finally {
        Files.delete(in);
        Files.delete(err);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static boolean isInstalled(Path folder) throws IOException {
    Path complete = folder.resolve(COMPLETE);
    return Files.exists(complete) && Files.mismatch(complete, folder.resolve(LOCK)) < 0;
  }

  private static void copy(Path sources, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
