package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.CProgram;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A process that makes one call over and over, and counts what came of it: `waiting.c`.
final class WaitingTarget implements AutoCloseable {
  private final NativeTarget target;
  private final Path counters;

  private WaitingTarget(NativeTarget target, Path counters) {
    this.target = target;
    this.counters = counters;
  }

  /// The counters of `waiting.c`, by their place there.
  enum Counter {
    ROUNDS(0),
    INTERRUPTED(1),
    FAILED(2),
    EARLY(3),
    CHANGED(4);

    private final int place;

    Counter(int place) {
      this.place = place;
    }
  }

  /// @param call `read`, `nanosleep`, `poll`, `futex`, `epoll_wait`, `none` or `signals`
  /// @param directory for the file of the counters
  static WaitingTarget start(String call, int moreThreads, Path directory) throws IOException {
    Path counters = Files.createTempFile(directory, "counters-", "");
    return new WaitingTarget(
        NativeTarget.start(CProgram.compile("waiting.c"), call, counters, moreThreads), counters);
  }

  long pid() {
    return target.pid();
  }

  long count(Counter counter) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(counters))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(counter.place * Long.BYTES);
  }

  /// Waits until it has made some more rounds: nothing keeps it.
  void awaitRounds(int more) throws IOException {
    long rounds = count(Counter.ROUNDS) + more;
    Tracked.await("more rounds", () -> count(Counter.ROUNDS) >= rounds);
  }

  /// What is to be the same before and after, whatever happened in between.
  String state() throws IOException {
    Kernel kernel = Kernel.of(pid());
    StringBuilder state = new StringBuilder();
    state.append(kernel.mappings()).append(" mappings, ");
    state.append(kernel.threads()).append(" threads, tracer ").append(kernel.tracer());
    state.append(", page tables ").append(kernel.pageTables());
    for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
      if (line.matches("Sig(Blk|Ign|Cgt):.*")) {
        state.append(", ").append(line.replace('\t', ' '));
      }
    }
    Set<String> flags = Tracked.flags(pid());
    flags.remove("sd"); // written since soft-dirty bits were cleared: these stay as they are
    state.append(", flags ").append(flags);
    return state.append(", ").append(Tracked.descriptors(pid())).toString();
  }

  /// Waits until its state is that of before: whoever was let go has still a few steps to go, and
  /// threads of its own come and go.
  void awaitState(String before) throws IOException {
    long deadline = System.nanoTime() + Tracked.PATIENCE_NANOS;
    String now = state();
    while (!now.equals(before) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(Tracked.POLL_NANOS);
      now = state();
    }
    assertThat(now).isEqualTo(before);
  }

  @Override
  public void close() {
    target.close();
  }
}
