package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Ends Fathom by SIGKILL where it holds a process and does nothing any more, so that the process
/// can run on.
///
/// A timer of the kernel's does it, which neither a stopped nor a swapped-out Fathom can be late
/// for: SIGKILL ends a stopped process, too. The timer runs only while somebody is held. A thread
/// puts it off from time to time, but only if the other threads have used the processor meanwhile.
/// So a thread that waits for what never comes is ended like a Fathom that was stopped by SIGSTOP,
/// and one that works slowly, on a busy core or without reading (a collection of garbage, sorting
/// pages), is not.
final class Watchdog {
  /// For so long may nothing have happened. With what the kernel needs to end a process it is less
  /// than [#BOUND_NANOS].
  private static final long PATIENCE_NANOS = 4_000_000_000L;

  /// Within that time a process runs on, whatever happened to the Fathom that held it.
  static final long BOUND_NANOS = 5_000_000_000L;

  private static final long BEAT_MILLIS = 500;

  /// A virtual machine that does nothing uses about 1 ms of the processor in that time.
  private static final long LEAST_WORK_NANOS = 5_000_000;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  // arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
  private static final long TIMER_CREATE = Libc.isX86() ? 222 : 107;
  private static final long TIMER_SETTIME = Libc.isX86() ? 223 : 110;

  // include/uapi/linux/time.h. The time for which a machine sleeps is not counted.
  private static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final int CLOCK_THREAD_CPUTIME_ID = 3;

  // struct sigevent: include/uapi/asm-generic/siginfo.h
  private static final long EVENT_BYTES = 64;
  private static final long EVENT_SIGNAL = 8;
  private static final long EVENT_NOTIFY = 12;
  private static final int SIGEV_SIGNAL = 0;
  private static final int SIGKILL = 9;

  // struct itimerspec: the interval, 0 for a timer that ends once, then the time to go
  private static final long TIME_BYTES = 32;
  private static final long TIME_SECONDS = 16;
  private static final long TIME_NANOS = 24;

  private final int timer;
  private final MemorySegment time = Arena.global().allocate(TIME_BYTES, 8);
  private boolean armed;

  /// What the watching thread itself has used, and what all others had when the timer was set.
  private long own;

  private long workBefore;

  private Watchdog(int timer) {
    this.timer = timer;
  }

  /// Makes one, not armed yet.
  ///
  /// @throws ProcessAccessException if the kernel has no timer to give
  static Watchdog start() throws ProcessAccessException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_BYTES, 8);
      event.set(ValueLayout.JAVA_INT, EVENT_SIGNAL, SIGKILL);
      event.set(ValueLayout.JAVA_INT, EVENT_NOTIFY, SIGEV_SIGNAL);
      MemorySegment id = arena.allocate(ValueLayout.JAVA_INT);
      long made = Libc.syscall(TIMER_CREATE, CLOCK_MONOTONIC, event.address(), id.address(), 0);
      if (made < 0) {
        throw new ProcessAccessException(
            "the kernel gives no timer (error %d) to end a Fathom that hangs: the process would stay stopped; read it running with --freeze=none"
                .formatted(-made));
      }
      Watchdog watchdog = new Watchdog(id.get(ValueLayout.JAVA_INT, 0));
      Thread.ofPlatform().daemon().name("watchdog").start(watchdog::watch);
      return watchdog;
    }
  }

  synchronized void arm() {
    armed = true;
    putOff(work());
    notifyAll();
  }

  synchronized void disarm() {
    armed = false;
    set(0);
  }

  private void watch() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(2 * Long.BYTES, 8);
      while (true) {
        awaitArmed();
        Thread.sleep(BEAT_MILLIS);
        beat(Libc.clock(CLOCK_THREAD_CPUTIME_ID, scratch));
      }
    } catch (InterruptedException impossible) {
      // Nobody knows this thread. Without it the timer ends Fathom, or nobody is held.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitArmed() throws InterruptedException {
    while (!armed) {
      wait();
    }
  }

  private synchronized void beat(long used) {
    own = used;
    long work = work();
    if (armed && work - workBefore >= LEAST_WORK_NANOS) {
      putOff(work);
    }
  }

  /// The processor time that was used so far, by all but the watching thread.
  private long work() {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.clock(CLOCK_PROCESS_CPUTIME_ID, arena.allocate(2 * Long.BYTES, 8)) - own;
    }
  }

  private void putOff(long work) {
    workBefore = work;
    set(PATIENCE_NANOS);
  }

  private void set(long nanos) {
    time.set(ValueLayout.JAVA_LONG, TIME_SECONDS, nanos / NANOS_PER_SECOND);
    time.set(ValueLayout.JAVA_LONG, TIME_NANOS, nanos % NANOS_PER_SECOND);
    Libc.syscall(TIMER_SETTIME, timer, 0, time.address(), 0);
  }
}
