package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A stopped thread that is traced, for the thread that traces it.
final class Tracee {
  // include/uapi/linux/ptrace.h, arch/x86/include/uapi/asm/ptrace-abi.h
  private static final int PTRACE_CALL = 101; // arch/x86/entry/syscalls/syscall_64.tbl
  private static final int PTRACE_CONT = 7;
  private static final int PTRACE_PEEKDATA = 2;
  private static final int PTRACE_GETREGS = 12;
  private static final int PTRACE_SETREGS = 13;
  private static final int PTRACE_DETACH = 17;
  private static final int PTRACE_SYSCALL = 24;
  private static final int PTRACE_SETOPTIONS = 0x4200;
  private static final int PTRACE_GETEVENTMSG = 0x4201;
  private static final int PTRACE_GETREGSET = 0x4204;
  private static final int PTRACE_INTERRUPT = 0x4207;
  private static final int PTRACE_GETSIGMASK = 0x420a;
  private static final int PTRACE_SETSIGMASK = 0x420b;
  private static final int PTRACE_GET_RSEQ_CONFIGURATION = 0x420f;
  private static final int PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG = 0x4211;

  static final int PTRACE_O_TRACESYSGOOD = 1;
  static final int PTRACE_O_TRACEVFORK = 4;

  // What a thread stopped for: the upper part of a status by waitpid. A signal alone is one that it
  // was on its way to; PTRACE_O_TRACESYSGOOD marks calls.
  private static final int SIGTRAP_OF_TRACER = 0x80;
  private static final int AT_CALL = 5 | SIGTRAP_OF_TRACER;
  static final int AT_VFORK = (2 << 8) | 5;
  private static final int PTRACE_EVENT_STOP = 128;
  private static final int ENDED = -1;
  private static final int MOST_STOPS = 64;

  private static final int NT_X86_XSTATE = 0x202;
  private static final int MASK_BYTES = 8;
  private static final long MOST_STATE_BYTES = 64 * 1024;
  private static final long ALL_SIGNALS = -1;

  // struct ptrace_rseq_configuration, struct rseq, struct rseq_cs (include/uapi/linux/rseq.h)
  private static final long RSEQ_CONFIGURATION_BYTES = 24;
  private static final long RSEQ_SECTION = 8;
  private static final long SECTION_START = 8;
  private static final long SECTION_LENGTH = 16;

  private static final int WNOHANG = 1;
  private static final int WALL = 0x40000000;
  private static final int STATUS_STOPPED = 0x7f;
  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final long POLL_NANOS = 5_000;

  private final int process;
  private final int thread;
  private final Arena arena;
  private final MemorySegment word;

  Tracee(int process, int thread, Arena arena) {
    this.process = process;
    this.thread = thread;
    this.arena = arena;
    this.word = arena.allocate(ValueLayout.JAVA_LONG);
  }

  int thread() {
    return thread;
  }

  Registers registers() throws ProcessAccessException {
    Registers registers = new Registers(arena);
    check(Libc.ptrace(PTRACE_GETREGS, thread, 0, registers.values()));
    return registers;
  }

  void setRegisters(Registers registers) throws ProcessAccessException {
    check(Libc.ptrace(PTRACE_SETREGS, thread, 0, registers.values()));
  }

  long signalMask() throws ProcessAccessException {
    check(Libc.ptrace(PTRACE_GETSIGMASK, thread, MASK_BYTES, word));
    return word.get(ValueLayout.JAVA_LONG, 0);
  }

  void setSignalMask(long mask) throws ProcessAccessException {
    word.set(ValueLayout.JAVA_LONG, 0, mask);
    check(Libc.ptrace(PTRACE_SETSIGMASK, thread, MASK_BYTES, word));
  }

  void blockSignals() throws ProcessAccessException {
    setSignalMask(ALL_SIGNALS);
  }

  void setOptions(int options) throws ProcessAccessException {
    check(Libc.ptrace(PTRACE_SETOPTIONS, thread, 0, MemorySegment.ofAddress(options)));
  }

  /// {@return null where the processor's state has a form that is not known}
  SignalFrame.@Nullable ExtendedState extendedState() {
    MemorySegment told = arena.allocate(MOST_STATE_BYTES, SignalFrame.ExtendedState.ALIGNMENT);
    MemorySegment vector = arena.allocate(2 * Long.BYTES, Long.BYTES);
    vector.set(ValueLayout.JAVA_LONG, 0, told.address());
    vector.set(ValueLayout.JAVA_LONG, Long.BYTES, MOST_STATE_BYTES);
    if (Libc.ptrace(PTRACE_GETREGSET, thread, NT_X86_XSTATE, vector) < 0) {
      return null;
    }
    return SignalFrame.ExtendedState.of(told, vector.get(ValueLayout.JAVA_LONG, Long.BYTES), arena);
  }

  /// Whether it stands in a section that begins anew when it is disturbed (rseq(2)). The kernel
  /// would no longer see that if the thread were elsewhere meanwhile.
  boolean isInRestartableSection(Registers registers) {
    if (SignalFrame.isInCall(registers)) {
      return false; // there are no calls in such sections
    }
    MemorySegment told = arena.allocate(RSEQ_CONFIGURATION_BYTES, 8);
    long size = Libc.ptrace(PTRACE_GET_RSEQ_CONFIGURATION, thread, RSEQ_CONFIGURATION_BYTES, told);
    long registered = size <= 0 ? 0 : told.get(ValueLayout.JAVA_LONG, 0);
    long section = registered == 0 ? 0 : word(registered + RSEQ_SECTION).orElse(0);
    if (section == 0) {
      return false;
    }
    OptionalLong start = word(section + SECTION_START);
    OptionalLong length = word(section + SECTION_LENGTH);
    if (start.isEmpty() || length.isEmpty()) {
      return true;
    }
    long into = registers.get(Registers.RIP) - start.getAsLong();
    return Long.compareUnsigned(into, length.getAsLong()) < 0;
  }

  /// Whether the program itself is asked about its calls by a signal (PR_SET_SYSCALL_USER_DISPATCH,
  /// which Wine uses).
  boolean dispatchesCalls() {
    MemorySegment told = arena.allocate(4 * Long.BYTES, 8);
    long outcome =
        Libc.ptrace(PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG, thread, 4 * (long) Long.BYTES, told);
    return outcome >= 0 && told.get(ValueLayout.JAVA_LONG, 0) != 0;
  }

  /// {@return a word of its memory, if there is any at that address}
  OptionalLong word(long address) {
    // The C library's own ptrace() returns the word, and cannot tell it from an error.
    long outcome = Libc.syscall(PTRACE_CALL, PTRACE_PEEKDATA, thread, address, word.address());
    return outcome < 0 ? OptionalLong.empty() : OptionalLong.of(word.get(ValueLayout.JAVA_LONG, 0));
  }

  /// The thread that it has started.
  int started() throws ProcessAccessException {
    check(Libc.ptrace(PTRACE_GETEVENTMSG, thread, 0, word));
    return (int) word.get(ValueLayout.JAVA_LONG, 0);
  }

  /// Has it stop before it is back in its program.
  void interrupt() throws ProcessAccessException {
    check(Libc.ptrace(PTRACE_INTERRUPT, thread, 0, MemorySegment.NULL));
  }

  /// Lets it run up to the next beginning or end of a system call, or until it has started another
  /// thread.
  ///
  /// A stop of the whole process that comes meanwhile (SIGSTOP, which cannot be blocked) begins,
  /// but for this thread: it joins when it is let go.
  ///
  /// @return what it stopped for
  int runToCall() throws ProcessAccessException {
    return run(PTRACE_SYSCALL, false);
  }

  /// Lets it run until it is interrupted.
  void runToInterruption() throws ProcessAccessException {
    run(PTRACE_CONT, true);
  }

  private int run(int request, boolean toInterruption) throws ProcessAccessException {
    int signal = 0;
    for (int i = 0; i < MOST_STOPS; i++) {
      check(Libc.ptrace(request, thread, 0, MemorySegment.ofAddress(signal)));
      int stop = awaitStop();
      boolean interrupted = stop >>> 8 == PTRACE_EVENT_STOP;
      boolean awaited = interrupted ? toInterruption : stop == AT_CALL || stop == AT_VFORK;
      if (awaited) {
        return stop;
      }
      signal = signal(stop);
    }
    throw Injectable.refused(process, "thread %d stops again and again".formatted(thread));
  }

  /// Lets it run to its end.
  void runToEnd() throws ProcessAccessException {
    int signal = 0;
    for (int i = 0; i < MOST_STOPS; i++) {
      if (Libc.ptrace(PTRACE_CONT, thread, 0, MemorySegment.ofAddress(signal)) < 0) {
        return;
      }
      int stop = await();
      if (stop == ENDED) {
        return;
      }
      signal = signal(stop);
    }
  }

  /// {@return the signal that a thread was stopped for on its way to it; 0 for other stops}
  private static int signal(int stop) {
    return stop < SIGTRAP_OF_TRACER ? stop : 0;
  }

  /// Lets it go. If it has ended, nothing is done.
  void detach() {
    Libc.ptrace(PTRACE_DETACH, thread, 0, MemorySegment.NULL);
  }

  /// Waits until it has stopped.
  ///
  /// @return what for
  int awaitStop() throws ProcessAccessException {
    int stop = await();
    if (stop == ENDED) {
      throw ended();
    }
    return stop;
  }

  private int await() throws ProcessAccessException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      int waited = Libc.waitpid(thread, word, WNOHANG | WALL);
      if (waited == thread) {
        int state = word.get(ValueLayout.JAVA_INT, 0);
        return (state & 0xff) == STATUS_STOPPED ? state >>> 8 : ENDED;
      }
      if (waited < 0 && waited != -Libc.EINTR) {
        return ENDED;
      }
      if (System.nanoTime() - deadline > 0) {
        throw Injectable.refused(
            process, "thread %d did not come back from it in time".formatted(thread));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void check(long outcome) throws ProcessAccessException {
    if (outcome < 0) {
      throw outcome == -Libc.ESRCH
          ? ended()
          : Injectable.refused(process, "ptrace: " + Libc.message((int) -outcome));
    }
  }

  private ProcessAccessException ended() {
    return new ProcessAccessException(
        "process %d ended while it was being read".formatted(process));
  }
}
