package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A terminal of its own, as tmux makes one: what is written to it is seen as a person would see
/// it.
public final class TerminalSession implements AutoCloseable {
  private static final Path TMUX = Path.of("/usr/bin/tmux");
  private static final int ROWS = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long STEP_MILLIS = 50;

  private static final String RAW = "raw";

  private final Path socket;

  private TerminalSession(Path socket) {
    this.socket = socket;
  }

  /// Runs a script of the shell on a terminal that is so wide; the terminal stays when it ends.
  ///
  /// @param directory where the script runs
  public static TerminalSession start(Path directory, int columns, String script) {
    Assumptions.assumeTrue(Files.isExecutable(TMUX), "there is no " + TMUX);
    TerminalSession session = new TerminalSession(directory.resolve("tmux"));
    session.tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        String.valueOf(columns),
        "-y",
        String.valueOf(ROWS),
        "-c",
        directory.toString(),
        session.command("pipe-pane", "'cat >" + directory.resolve(RAW) + "'")
            + "\n"
            + script
            + "\n"
            + session.command("wait-for", "-S", "ended")
            + "\nsleep 1000");
    return session;
  }

  private String command(String... words) {
    return TMUX + " -S '" + socket + "' " + String.join(" ", words);
  }

  /// Waits until the script has ended.
  public void await() {
    tmux("wait-for", "ended");
  }

  /// {@return all that was written to it, what moves the cursor or sets colours included}
  public String raw() {
    try {
      return Files.readString(socket.resolveSibling(RAW), ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Waits until something is seen.
  public void await(String text) {
    Instant last = Instant.now().plus(PATIENCE);
    while (!String.join("\n", lines()).contains(text)) {
      if (Instant.now().isAfter(last)) {
        throw new IllegalStateException(text + " does not come in\n" + String.join("\n", lines()));
      }
      try {
        Thread.sleep(STEP_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
  }

  /// {@return what is seen, without empty lines at the end}
  public List<String> lines() {
    List<String> lines =
        new ArrayList<>(tmux("capture-pane", "-p").lines().map(String::stripTrailing).toList());
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return List.copyOf(lines);
  }

  /// Makes it wider or narrower.
  public void resize(int columns) {
    tmux("resize-window", "-x", String.valueOf(columns));
  }

  /// Presses a key, as `C-c`.
  public void press(String key) {
    tmux("send-keys", key);
  }

  /// Types a text.
  public void type(String text) {
    tmux("send-keys", "-l", text);
  }

  /// The terminal vanishes, as when its window is closed.
  @Override
  public void close() {
    try {
      run("kill-server"); // it may be gone
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String tmux(String... words) {
    try {
      Answer answer = run(words);
      if (answer.code() != 0) {
        throw new IllegalStateException(String.join(" ", words) + ": " + answer.text());
      }
      return answer.text();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private record Answer(int code, String text) {}

  private Answer run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(TMUX.toString(), "-u", "-S", socket.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("TMUX");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("tmux does not answer");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    return new Answer(process.exitValue(), text);
  }
}
