package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A process whose threads are all stopped by ptrace (SEIZE and INTERRUPT).
///
/// ptrace answers only the thread that attached, and the kernel detaches when that thread ends. So
/// one platform thread makes every call, and lives as long as the stop. A Fathom that was killed so
/// lets everybody go; one that is stopped or hangs is killed by the [Watchdog].
public final class TracedStop implements Stop {
  // include/uapi/linux/ptrace.h
  private static final int PTRACE_GETREGS = 12;
  private static final int PTRACE_DETACH = 17;
  private static final int PTRACE_SEIZE = 0x4206;
  private static final int PTRACE_INTERRUPT = 0x4207;
  private static final int PTRACE_EVENT_STOP = 128;

  // struct user_regs_struct of x86-64, in bytes
  private static final long REGISTERS_BYTES = 216;
  private static final long REGISTER_RSP = 152;
  private static final long REGISTER_FS_BASE = 168;

  private static final int WNOHANG = 1;
  private static final int WALL = 0x40000000;
  private static final int STATUS_STOPPED = 0x7f;
  private static final char TRACING_STOP = 't';

  private static final long[] NONE = {};

  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final long POLL_NANOS = 20_000;

  /// What is done on the thread that traces.
  @FunctionalInterface
  public interface Traced {
    void run() throws ProcessAccessException;
  }

  private final int process;
  private final ProcessDirectory directory;
  private final ExecutorService tracer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("tracer").factory());

  /// Attached threads; the value is a signal that arrived at the stop and must be delivered on
  /// letting go, or 0.
  private final Map<Integer, Integer> attached = new HashMap<>();

  private List<ThreadState> threads = List.of();
  private final Map<Integer, long[]> registersOf = new HashMap<>();
  private final Holds.Entry entry = new Holds.Entry(this::letGo);
  private volatile boolean letGo;
  private long since;
  private long held = -1;

  private TracedStop(int process) {
    this.process = process;
    this.directory = ProcessDirectory.of(process);
  }

  /// Stops a process. The caller must close what is returned; until then the target does not run.
  public static TracedStop of(int process) throws ProcessAccessException {
    TracedStop stop = new TracedStop(process);
    boolean stopped = false;
    try {
      Holds.enter(stop.entry);
      stop.onTracer(() -> {
        stop.attach();
        return null;
      });
      stopped = true;
      return stop;
    } finally {
      if (!stopped) {
        stop.close();
      }
    }
  }

  private void attach() throws ProcessAccessException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      since = System.nanoTime();
      long deadline = since + PATIENCE_NANOS;
      boolean grown = true;
      // A thread that is not stopped yet may start another: go round until no new one is seen.
      while (grown) {
        grown = false;
        List<Integer> interrupted = new ArrayList<>();
        for (int thread : directory.threads()) {
          if (!attached.containsKey(thread) && seize(thread)) {
            attached.put(thread, 0);
            interrupted.add(thread);
            grown = true;
          }
        }
        for (int thread : interrupted) {
          awaitStop(thread, status, deadline);
        }
      }
      threads = readRegisters(arena);
    }
  }

  /// Attaches to one thread and asks it to stop. False where it has ended meanwhile, or is a thread
  /// leader that ended before the others.
  private boolean seize(int thread) throws ProcessAccessException {
    long seized = Libc.ptrace(PTRACE_SEIZE, thread, 0, MemorySegment.NULL);
    if (seized < 0) {
      if (isOver(thread)) {
        return false;
      }
      throw Permission.refused(process, "ptrace", (int) -seized);
    }
    Libc.ptrace(PTRACE_INTERRUPT, thread, 0, MemorySegment.NULL);
    return true;
  }

  private void awaitStop(int thread, MemorySegment status, long deadline)
      throws ProcessAccessException {
    while (true) {
      int waited = Libc.waitpid(thread, status, WNOHANG | WALL);
      if (waited == thread) {
        int state = status.get(ValueLayout.JAVA_INT, 0);
        if ((state & 0xff) != STATUS_STOPPED) {
          attached.remove(thread); // it ended
        } else if (state >>> 16 != PTRACE_EVENT_STOP) {
          // Stopped on the way to a signal handler: the signal is owed to it.
          attached.put(thread, state >>> 8 & 0xff);
        }
        return;
      }
      if (waited < 0 && waited != -Libc.EINTR && isOver(thread)) {
        attached.remove(thread);
        return;
      }
      if (letGo) {
        throw Holds.broken(process);
      }
      if (System.nanoTime() - deadline > 0) {
        if (directory.threadState(thread) == TRACING_STOP) {
          return; // stopped, only the news was taken by another thread that waits for its child
        }
        throw new ProcessAccessException(
            "thread "
                + thread
                + " of process "
                + process
                + " does not stop (state "
                + directory.threadState(thread)
                + "); try again, or read it running with --freeze=none");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private List<ThreadState> readRegisters(Arena arena) throws ProcessAccessException {
    MemorySegment registers = arena.allocate(REGISTERS_BYTES, 8);
    List<ThreadState> states = new ArrayList<>();
    for (int thread : directory.threads()) {
      if (attached.containsKey(thread) && read(thread, registers)) {
        registersOf.put(thread, registers.toArray(ValueLayout.JAVA_LONG));
        states.add(
            new ThreadState(
                thread,
                registers.get(ValueLayout.JAVA_LONG, REGISTER_RSP),
                registers.get(ValueLayout.JAVA_LONG, REGISTER_FS_BASE)));
      }
    }
    return List.copyOf(states);
  }

  /// Reads the registers of a thread. False where it has ended meanwhile.
  private boolean read(int thread, MemorySegment registers) throws ProcessAccessException {
    long outcome = Libc.ptrace(PTRACE_GETREGS, thread, 0, registers);
    if (outcome < 0 && !isOver(thread)) {
      // What its stack alone holds would look like nobody's.
      throw new ProcessAccessException(
          "the registers of thread %d of process %d cannot be read (%s); look again"
              .formatted(thread, process, Libc.message((int) -outcome)));
    }
    return outcome >= 0;
  }

  private boolean isOver(int thread) {
    char state = directory.threadState(thread);
    return state == 'X' || state == 'Z';
  }

  @Override
  public List<ThreadState> threads() {
    return threads;
  }

  @Override
  public List<Long> registers(int thread) {
    return Arrays.stream(registersOf.getOrDefault(thread, NONE)).boxed().toList();
  }

  @Override
  public long heldNanos() {
    return held;
  }

  /// Does something on the thread that traces, which alone may call ptrace for the threads held.
  /// Nobody is let go before it has ended.
  ///
  /// @throws ProcessAccessException if the process has been let go, or what the call throws
  public void trace(Traced call) throws ProcessAccessException {
    onTracer(() -> {
      verify();
      call.run();
      return null;
    });
  }

  /// {@return whether a thread was stopped on its way to a signal handler: the signal is delivered
  /// when it is let go, and it must not be let run before}
  public boolean isOwedSignal(int thread) {
    return attached.getOrDefault(thread, 0) != 0;
  }

  private void letGo() {
    letGo = true;
    close();
  }

  @Override
  public void verify() throws ProcessAccessException {
    if (letGo) {
      throw Holds.broken(process);
    }
  }

  @Override
  public synchronized void close() {
    if (held >= 0) {
      return;
    }
    try {
      onTracer(() -> {
        attached.forEach((thread, signal) ->
            Libc.ptrace(PTRACE_DETACH, thread, 0, MemorySegment.ofAddress(signal)));
        held = System.nanoTime() - since;
        return null;
      });
    } catch (ProcessAccessException impossible) {
      throw new AssertionError(impossible); // detaching throws none, and comes before the end
    } finally {
      entry.close();
      tracer.shutdown();
    }
  }

  private void onTracer(Callable<@Nullable Void> call) throws ProcessAccessException {
    try {
      tracer.submit(call).get();
    } catch (RejectedExecutionException shutDown) {
      throw Holds.broken(process);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof ProcessAccessException refused) {
        throw refused;
      }
      throw new AssertionError(failure.getCause());
    } catch (InterruptedException interrupted) {
      // Nobody interrupts the command's thread but the end of the JVM, and then the kernel
      // detaches.
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
