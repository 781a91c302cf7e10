package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// The machine's own assembler, archiver, compiler and link editor, in a folder.
public record RealTools(Path folder) {
  private static final long SECONDS = 60;

  /// Skips the calling test where a tool is missing.
  public void require(String... tools) {
    for (String tool : tools) {
      Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), "no " + tool + " here");
    }
  }

  /// Writes a file there.
  public void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  /// Runs a tool and asserts nothing of how it ends.
  public Result run(Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(stopped));
    }
    return new Result(process.exitValue(), printed);
  }

  /// Runs a tool that must succeed.
  public void make(String... command) throws IOException {
    Result result = run(Map.of(), List.of(command));
    if (result.code() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + result.printed());
    }
  }

  /// How a tool ended, and what it printed.
  public record Result(int code, String printed) {}
}
