package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A started process that speaks the line protocol of the targets.
///
/// It says what it likes, then `ready PID`, or `running PID` if it is never to sleep; from then on
/// it answers each command, one line on its standard input, by one line: `done` or `failed …`.
/// Before `ready` it may say `skip: …` and end, which aborts the test. The end of its standard
/// input ends it.
final class TargetProcess implements SleepingTarget {
  private static final long PATIENCE_SECONDS = 120;
  private static final String READY = "ready ";
  private static final String RUNNING_ON = "running ";
  private static final String SKIP = "skip: ";
  private static final String END = "\0the process has ended";

  /// Variables that would change what a target holds or where it holds it.
  private static final List<String> DISTURBING_VARIABLES =
      List.of("PYTHON", "LD_", "MALLOC_", "GLIBC_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  /// Starts the target as a child of a shell. A child of this virtual machine is waited for by a
  /// thread of it, which would swallow the stops of a tracer that runs in here too.
  private static final List<String> SHELL =
      List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 3<&- & exec <&- 3<&-; wait $!", "sh");

  private static final Set<TargetProcess> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(TargetProcess::close), "kill-targets"));
  }

  private final Process process;
  private final Path directory;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> announced = new ArrayList<>();
  private long pid;

  private TargetProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    this.pid = process.pid();
  }

  /// Starts a command and waits until it is ready and sleeps.
  static TargetProcess start(List<String> command, Map<String, String> environment) {
    try {
      Path directory = Files.createTempDirectory("fathom-target-");
      List<String> line = new ArrayList<>(SHELL);
      line.addAll(command);
      ProcessBuilder builder =
          new ProcessBuilder(line).redirectError(directory.resolve("stderr").toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> DISTURBING_VARIABLES.stream().anyMatch(name::startsWith));
      builder.environment().putAll(environment);
      TargetProcess target = new TargetProcess(builder.start(), directory);
      RUNNING.add(target);
      try {
        // Reading a pipe keeps a carrier: with as many targets as processors virtual ones would
        // wait.
        Thread.ofPlatform().daemon().start(target::pump);
        target.awaitReady();
      } catch (Throwable failure) {
        target.close();
        throw failure;
      }
      return target;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot start " + command, failure);
    }
  }

  static TargetProcess start(String... command) {
    return start(List.of(command), Map.of());
  }

  @Override
  public long pid() {
    return pid;
  }

  /// What it said before it was ready.
  List<String> announced() {
    return List.copyOf(announced);
  }

  /// A file of this name in a directory that is deleted with the target.
  Path scratch(String name) {
    return directory.resolve(name);
  }

  /// Gives a command, waits for `done` and until the process sleeps again.
  ///
  /// @throws IllegalStateException if the target says anything else, ends, or takes too long
  void command(String command) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(complaint("does not listen to '" + command + "'"), failure);
    }
    String reply = nextLine();
    if (!reply.equals("done")) {
      throw new IllegalStateException(complaint("answers '" + command + "' by '" + reply + "'"));
    }
    awaitSleep(pid);
  }

  private void awaitReady() {
    for (String line = nextLine(); ; line = nextLine()) {
      if (line.startsWith(READY)) {
        pid = Long.parseLong(line.substring(READY.length()));
        awaitSleep(pid);
        return;
      }
      if (line.startsWith(RUNNING_ON)) {
        pid = Long.parseLong(line.substring(RUNNING_ON.length()));
        return;
      }
      if (line.startsWith(SKIP)) {
        Assumptions.abort(line.substring(SKIP.length()));
      }
      if (line.equals(END)) {
        throw new IllegalStateException(complaint("ended before it was ready"));
      }
      announced.add(line);
    }
  }

  /// Waits until a process sleeps: it says that it is ready a moment before it does.
  static void awaitSleep(long pid) {
    awaitState(pid, "S");
  }

  /// Waits until a process is in one of these states, as [Kernel#stateOf] names them.
  static void awaitState(long pid, String... states) {
    long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
    while (!List.of(states).contains(Kernel.stateOf(pid))) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "process " + pid + " is in state '" + Kernel.stateOf(pid) + "' for too long");
      }
      LockSupport.parkNanos(MILLISECONDS.toNanos(1));
    }
  }

  private String nextLine() {
    try {
      String line = lines.poll(PATIENCE_SECONDS, SECONDS);
      if (line == null) {
        throw new IllegalStateException(complaint("said nothing for " + PATIENCE_SECONDS + " s"));
      }
      return line;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(complaint("was waited for in vain"), interrupted);
    }
  }

  private void pump() {
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      for (@Nullable String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException closed) {
      // It was killed: the end is said below.
    }
    lines.add(END);
  }

  private String complaint(String what) {
    return process.info().commandLine().orElse("the target") + " " + what + "; stderr: " + stderr();
  }

  private String stderr() {
    try {
      String text = Files.readString(directory.resolve("stderr"), UTF_8).strip();
      return text.isEmpty() ? "nothing" : text;
    } catch (IOException unreadable) {
      return "unreadable";
    }
  }

  @Override
  public void close() {
    // Descendants first: once their parent is gone they could not be found any more.
    List<ProcessHandle> descendants = process.descendants().toList();
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        process.waitFor();
        ended = true;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    // Whoever inherits an orphan reaps it when it pleases: a zombie is as good as gone.
    descendants.forEach(each -> awaitState(each.pid(), "", "Z", "X"));
    RUNNING.remove(this);
    deleteDirectory();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void deleteDirectory() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException remains) {
      // A temporary file that stays behind is no reason to fail a test.
    }
  }
}
