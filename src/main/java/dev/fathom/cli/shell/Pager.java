package dev.fathom.cli.shell;

import dev.fathom.host.Signals;
import dev.fathom.host.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The user's program for what is longer than the screen: `$FATHOM_PAGER`, `$PAGER` or less.
public final class Pager {
  private static final String DEFAULT = "less";

  /// What the shell says where there is no such program, or it cannot be run.
  private static final int NOT_RUN = 126;

  private static final int NOT_FOUND = 127;

  private final Process process;
  private final byte[] answer;
  private final Signals ignored;

  private Pager(Process process, byte[] answer, Signals ignored) {
    this.process = process;
    this.answer = answer;
    this.ignored = ignored;
  }

  /// Shows an answer by it, if standard output is a terminal on which it does not fit.
  ///
  /// @return empty where it is to be printed
  public static Optional<Pager> show(byte[] answer, Map<String, String> environment) {
    String command =
        environment.getOrDefault("FATHOM_PAGER", environment.getOrDefault("PAGER", DEFAULT));
    if (command.isBlank() || command.equals("cat") || !isLong(answer)) {
      return Optional.empty();
    }
    ProcessBuilder builder =
        new ProcessBuilder(List.of("sh", "-c", command))
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    // As git has it: end at once what fits after all, show colours, leave the answer on the screen.
    builder.environment().putIfAbsent("LESS", "FRX");
    try {
      // Ctrl-C is the pager's, as long as it runs.
      Signals ignored = Signals.hear(List.of("INT"), signal -> {});
      Pager pager = new Pager(builder.start(), answer, ignored);
      Thread.ofPlatform().daemon().name("pager").start(pager::write);
      return Optional.of(pager);
    } catch (IOException noShell) {
      return Optional.empty();
    }
  }

  private static boolean isLong(byte[] answer) {
    OptionalInt rows = Terminal.outputRows();
    int lines = 0;
    for (byte each : answer) {
      lines += each == '\n' ? 1 : 0;
    }
    return rows.isPresent() && rows.getAsInt() > 0 && lines >= rows.getAsInt();
  }

  private void write() {
    try (OutputStream input = process.getOutputStream()) {
      input.write(answer);
    } catch (IOException closed) {
      return; // the user has seen enough
    }
  }

  /// Waits until the user is done with it. Where it could not be started the answer is printed.
  public void await(PrintStream out) {
    try {
      int code = process.waitFor();
      if (code == NOT_FOUND || code == NOT_RUN) {
        out.write(answer, 0, answer.length);
        out.flush();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      ignored.close();
    }
  }
}
