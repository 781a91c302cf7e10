package dev.fathom.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A command that Fathom runs for its user: it has Fathom's own input and output, and is sent the
/// signals that Fathom is sent.
public final class ChildCommand implements AutoCloseable {
  /// What a shell returns for a command that is not there.
  public static final int NOT_FOUND = 127;

  /// What a shell returns for a command that cannot be executed.
  public static final int NOT_EXECUTABLE = 126;

  /// Replaces itself by the command, which so keeps the process id.
  private static final List<String> OUTPUT_TO_ERROR =
      List.of("/bin/sh", "-c", "exec \"$@\" >&2", "sh");

  private static final int SIGUSR1 = 10;
  private static final int SIGTERM = 15;

  private final Process process;
  private final Signals signals;

  private ChildCommand(Process process, Signals signals) {
    this.process = process;
    this.signals = signals;
  }

  /// Starts a command.
  ///
  /// @param outputToError whether its standard output is to go where its standard error goes
  /// @throws CommandNotRunException if it cannot be started
  public static ChildCommand start(List<String> command, boolean outputToError)
      throws CommandNotRunException {
    Path file = find(command.getFirst());
    List<String> words = new ArrayList<>(outputToError ? OUTPUT_TO_ERROR : List.of());
    words.add(file.toString());
    words.addAll(command.subList(1, command.size()));
    // Heard before there is a command: a signal that came in between would end Fathom alone.
    CompletableFuture<Process> started = new CompletableFuture<>();
    Signals signals =
        Signals.hear(signal -> {
          var _ = started.thenAccept(process -> forward(process, signal));
        });
    try {
      Process process = new ProcessBuilder(words).inheritIO().start();
      started.complete(process);
      return new ChildCommand(process, signals);
    } catch (IOException failure) {
      signals.close();
      throw new CommandNotRunException(
          NOT_EXECUTABLE, "cannot run " + file + ": it cannot be executed");
    }
  }

  /// As a shell looks for it: along PATH, unless it is a path itself.
  private static Path find(String name) throws CommandNotRunException {
    List<Path> candidates = new ArrayList<>();
    if (name.indexOf('/') >= 0) {
      candidates.add(Path.of(name));
    } else if (!name.isEmpty()) {
      for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
        candidates.add(Path.of(folder.isEmpty() ? "." : folder, name));
      }
    }
    boolean there = false;
    for (Path candidate : candidates) {
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return candidate;
      }
      there |= Files.exists(candidate);
    }
    throw there
        ? new CommandNotRunException(
            NOT_EXECUTABLE, "cannot run " + name + ": not permitted to execute it")
        : new CommandNotRunException(NOT_FOUND, "cannot run " + name + ": no such command");
  }

  /// Passes a signal on. What a terminal sends, it has sent to the command itself already: to all
  /// the processes in its foreground.
  private static void forward(Process process, int signal) {
    if (signal == SIGUSR1 || signal == SIGTERM || !Terminal.isInForeground()) {
      Libc.kill(Math.toIntExact(process.pid()), signal);
    }
  }

  public int process() {
    return Math.toIntExact(process.pid());
  }

  /// Waits for its end.
  ///
  /// @return whether it came
  public boolean awaitEnd(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /// {@return its exit status once it has ended; 128 and the number of the signal that ended it}
  public int status() {
    return process.exitValue();
  }

  @Override
  public void close() {
    signals.close();
  }
}
