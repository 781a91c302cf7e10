package dev.fathom.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program that Fathom starts to look at it, and that ends with it: when its input does.
public final class OwnProgram implements AutoCloseable {
  /// Debian's own come first, then whatever PATH has.
  private static final List<String> DIRECTORIES = List.of("/usr/bin", "/usr/local/bin");

  /// A shell stands between: a child of this virtual machine is waited for by a thread of it, which
  /// would swallow the stops of the tracer.
  private static final List<String> SHELL =
      List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 3<&- & exec <&- 3<&-; wait $!", "sh");

  private static final String READY = "ready ";
  private static final int LONGEST_PID = 10;

  /// So long the kernel may take to end what was killed.
  private static final int MOST_SECONDS = 2;

  private final Process process;
  private final int pid;

  private OwnProgram(Process process, int pid) {
    this.process = process;
    this.pid = pid;
  }

  /// {@return where a program is, if it is installed}
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(DIRECTORIES.stream(), Stream.of(path.split(":")))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Starts a program, which says `ready PID` when it is, and then waits for the end of its input.
  ///
  /// @throws IOException if it cannot be started, or ends before it says so
  public static OwnProgram start(List<String> command) throws IOException {
    List<String> words = new ArrayList<>(SHELL);
    words.addAll(command);
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    boolean started = false;
    try {
      // It says no more: the reader takes nothing that somebody else would want.
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String ready = output.readLine();
      if (ready == null || !ready.matches(READY + "[0-9]{1," + (LONGEST_PID - 1) + "}")) {
        throw new IOException(command.getFirst() + " did not start");
      }
      started = true;
      return new OwnProgram(process, Integer.parseInt(ready.substring(READY.length())));
    } finally {
      if (!started) {
        end(process);
      }
    }
  }

  public int pid() {
    return pid;
  }

  @Override
  public void close() throws IOException {
    end(process);
  }

  /// The end of its input ends the program; the rest is for one that does not listen.
  private static void end(Process process) throws IOException {
    process.getOutputStream().close();
    List<ProcessHandle> below = process.descendants().toList();
    below.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    below.forEach(
        each -> each.onExit().completeOnTimeout(each, MOST_SECONDS, TimeUnit.SECONDS).join());
    process.getInputStream().close();
  }
}
