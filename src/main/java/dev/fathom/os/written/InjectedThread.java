package dev.fathom.os.written;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.MapsEntry;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.ProcessMemory;
import dev.fathom.os.Stop.ThreadState;
import dev.fathom.os.TracedStop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Has a held process make a descriptor (userfaultfd), and takes it over.
///
/// The descriptor is to be in no table of the target's, not even if Fathom is killed the moment it
/// is made. So one thread of the target is made to start another one, which has a table of
/// descriptors of its own; that one makes the call and ends. Meanwhile the first one waits in the
/// kernel (CLONE_VFORK).
///
/// At each instant both have a way on without Fathom: what their stack pointers point to returns
/// into `rt_sigreturn`, with a [SignalFrame] by which the first gets its own registers back and the
/// second ends. Signals are blocked in both, as handlers would run in the wrong place; also the
/// mask is in the frame. No single steps are taken: the kernel would reset the target's handling of
/// SIGTRAP if that were ignored.
final class InjectedThread {
  /// What has been done; after each of them Fathom may end.
  enum Step {
    FRAMES_WRITTEN,
    WAY_BACK_SET,
    SIGNALS_BLOCKED,
    CALL_SET,
    CALL_BEGUN,
    THREAD_STARTED,
    THREAD_STOPPED,
    THREAD_CALL_SET,
    THREAD_CALL_BEGUN,
    THREAD_CALL_ENDED,
    DESCRIPTOR_TAKEN,
    THREAD_ENDED,
    CALL_ENDED,
    SIGNALS_UNBLOCKED,
    REGISTERS_RESTORED,
    STACK_RESTORED
  }

  /// Hears of the steps.
  @FunctionalInterface
  interface Progress {
    void reached(Step step);
  }

  // arch/x86/entry/syscalls/syscall_64.tbl
  private static final int CLONE = 56;
  private static final int EXIT = 60;
  private static final int PWRITE = 18;

  // include/uapi/linux/sched.h: CLONE_VM, _FS, _SIGHAND, _VFORK, _THREAD, _SYSVSEM; not _FILES
  private static final long FLAGS = 0x100 | 0x200 | 0x800 | 0x4000 | 0x10000 | 0x40000;

  private static final PageStates.Query PRESENT = new PageStates.Query(PageStates.PRESENT, 0, 0);

  private static final long PAGE_BYTES = 4096;
  private static final long TRAP_FLAG = 1 << 8;
  private static final long MOST_STACK_BYTES = 4096;
  private static final int MOST_ATTEMPTS = 16;

  private final int process;
  private final ProcessDirectory directory;
  private final TracedStop stop;
  private final TargetCode code;
  private final List<MapsEntry> mainStack;
  private final PageStates states;
  private final Progress progress;
  private int descriptor = -1;

  /// @param mainStack the kernel's own, as it was before the process was held; that it runs another
  ///   program since is for the caller to notice
  /// @param states those of its pages
  InjectedThread(
      int process,
      TracedStop stop,
      TargetCode code,
      List<MapsEntry> mainStack,
      PageStates states,
      Progress progress) {
    this.process = process;
    this.directory = ProcessDirectory.of(process);
    this.stop = stop;
    this.code = code;
    this.mainStack = mainStack;
    this.states = states;
    this.progress = progress;
  }

  /// {@return the descriptor, now Fathom's}
  int descriptor() {
    return descriptor;
  }

  /// A thread that can be asked.
  ///
  /// @param call the system call that it is in, if it is in one
  private record Host(
      Tracee tracee, Registers own, long call, SignalFrame.ExtendedState state, StackRoom room) {}

  /// Does once what needs no target that is held, so that its code is there before anybody waits
  /// for it.
  static void rehearse(PageStates states) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment told = arena.allocate(MOST_STACK_BYTES, SignalFrame.ExtendedState.ALIGNMENT);
      SignalFrame.ExtendedState state =
          SignalFrame.ExtendedState.of(told, SignalFrame.ExtendedState.LEAST_BYTES, arena);
      Registers none = new Registers(arena);
      StackRoom.of(new ThreadState(0, 0, 0), List.of(), 0);
      if (state != null) {
        StackRoom room = new StackRoom(0, MOST_STACK_BYTES);
        Tracee nobody = new Tracee(0, 0, arena);
        callOf(none, nobody);
        isThere(room, states);
        frames(new Host(nobody, none, 0, state, room), 0, 0, 0, arena);
      }
    }
  }

  /// To be called on the thread that traces.
  void run() throws ProcessAccessException {
    boolean done = false;
    try (Arena arena = Arena.ofConfined()) {
      call(host(arena), arena);
      done = true;
    } finally {
      if (!done && descriptor >= 0) {
        Libc.close(descriptor);
        descriptor = -1;
      }
    }
  }

  private Host host(Arena arena) throws ProcessAccessException {
    Host host = hostOn(mainStack, arena);
    if (host == null) {
      // Any stack; there may be many mappings to list.
      host = hostOn(directory.throughLivingThread().maps(), arena);
    }
    if (host != null && code.isIn(host.tracee())) {
      return host;
    }
    if (host != null) {
      throw new ProcessAccessException(
          "process %d has unmapped code while it was being read; look again".formatted(process));
    }
    throw Injectable.refused(
        process,
        "no thread of it stands where it could make one (64-bit code, on a stack of the C library's); look again");
  }

  /// One whose stack is there where it is wanted, or else one whose stack gets a page or two that
  /// it has not used yet.
  private @Nullable Host hostOn(List<MapsEntry> stacks, Arena arena) throws ProcessAccessException {
    Host second = null;
    for (ThreadState thread : stop.threads()) {
      Host host = hostIn(thread, stacks, arena);
      if (host != null && isThere(host.room(), states)) {
        return host;
      }
      second = second == null ? host : second;
    }
    return second;
  }

  private static boolean isThere(StackRoom room, PageStates states) {
    long start = room.start() & -PAGE_BYTES;
    long end = (room.start() + room.bytes() + PAGE_BYTES - 1) & -PAGE_BYTES;
    long[] there = {0};
    states.scan(PRESENT, start, end, false, (from, to) -> there[0] += to - from);
    return there[0] == end - start;
  }

  private static Optional<StackRoom> roomFor(
      SignalFrame.ExtendedState state, ThreadState thread, List<MapsEntry> stacks) {
    return StackRoom.of(thread, stacks, 2 * SignalFrame.BYTES + state.bytes().byteSize());
  }

  private @Nullable Host hostIn(ThreadState thread, List<MapsEntry> stacks, Arena arena)
      throws ProcessAccessException {
    if (StackRoom.of(thread, stacks, 0).isEmpty()) {
      return null;
    }
    // The filter again: now nobody can get one any more.
    if (stop.isOwedSignal(thread.id()) || Injectable.isFiltered(process, thread.id())) {
      return null;
    }
    Tracee tracee = new Tracee(process, thread.id(), arena);
    Registers own = tracee.registers();
    if (own.get(Registers.CS) != Registers.CODE_OF_64_BITS
        || tracee.isInRestartableSection(own)
        || tracee.dispatchesCalls()) {
      return null;
    }
    SignalFrame.ExtendedState state = tracee.extendedState();
    if (state == null) {
      return null;
    }
    OptionalLong call = callOf(own, tracee);
    Optional<StackRoom> room = roomFor(state, thread, stacks);
    return room.isPresent() && call.isPresent()
        ? new Host(tracee, own, call.getAsLong(), state, room.get())
        : null;
  }

  private static OptionalLong callOf(Registers own, Tracee tracee) {
    return SignalFrame.callOf(own, tracee::word);
  }

  private void call(Host host, Arena arena) throws ProcessAccessException {
    StackRoom room = host.room();
    MemorySegment before = arena.allocate(room.bytes(), 8);
    try (ProcessMemory memory = ProcessMemory.open(directory.throughLivingThread().shownAs())) {
      if (memory.read(room.start(), before, room.bytes()) != room.bytes()) {
        throw Injectable.refused(process, "the stack of one of its threads cannot be read");
      }
    }
    Tracee tracee = host.tracee();
    long mask = tracee.signalMask();
    // Below it handlers may write; so the frame of the one that is there while handlers may run is
    // the lowest.
    long ownFrame = room.start();
    long threadFrame = ownFrame + SignalFrame.BYTES;
    put(room.start(), frames(host, mask, code.signalReturn(), code.call(), arena));
    progress.reached(Step.FRAMES_WRITTEN);
    tracee.setOptions(Tracee.PTRACE_O_TRACESYSGOOD | Tracee.PTRACE_O_TRACEVFORK);
    Registers borrowed = host.own().copy(arena);
    borrowed.set(Registers.EFLAGS, borrowed.get(Registers.EFLAGS) & ~TRAP_FLAG);
    borrowed.call(code.signalReturn(), 0, 0, 0, ownFrame + SignalFrame.CONTEXT);
    tracee.setRegisters(borrowed);
    progress.reached(Step.WAY_BACK_SET);
    tracee.blockSignals();
    progress.reached(Step.SIGNALS_BLOCKED);
    tracee.setRegisters(borrowed.call(code.call(), CLONE, FLAGS, threadFrame, ownFrame));
    progress.reached(Step.CALL_SET);
    tracee.runToCall();
    progress.reached(Step.CALL_BEGUN);
    int stopped = tracee.runToCall();
    for (int i = 0; i < MOST_ATTEMPTS && isToBeRepeated(tracee, stopped); i++) {
      tracee.runToCall(); // to its beginning
      stopped = tracee.runToCall();
    }
    int refused = 0;
    if (stopped == Tracee.AT_VFORK) {
      progress.reached(Step.THREAD_STARTED);
      refused = inThread(tracee.started(), arena);
    } else {
      refused = (int) -tracee.registers().get(Registers.RAX);
    }
    // Before it is back in its program; and there, as when it was held, the kernel looks whether a
    // call is to be restarted.
    tracee.interrupt();
    tracee.runToInterruption();
    progress.reached(Step.CALL_ENDED);
    tracee.setSignalMask(mask);
    progress.reached(Step.SIGNALS_UNBLOCKED);
    tracee.setRegisters(host.own());
    progress.reached(Step.REGISTERS_RESTORED);
    put(room.start(), before);
    tracee.setOptions(0);
    progress.reached(Step.STACK_RESTORED);
    if (refused != 0) {
      throw Injectable.refused(
          process,
          "it may start no thread, or make no userfaultfd (%s)".formatted(Libc.message(refused)));
    }
  }

  /// No thread is started while a signal is pending, such as SIGSTOP: the kernel looks after that
  /// first, and then makes the call again (kernel/fork.c, `copy_process`).
  private static boolean isToBeRepeated(Tracee tracee, int stopped) throws ProcessAccessException {
    return stopped != Tracee.AT_VFORK
        && tracee.registers().get(Registers.RAX) == SignalFrame.ERESTARTNOINTR;
  }

  private static MemorySegment frames(
      Host host, long mask, long signalReturn, long call, Arena arena) {
    StackRoom room = host.room();
    long threadFrame = room.start() + SignalFrame.BYTES;
    long state = threadFrame + SignalFrame.BYTES;
    MemorySegment frames = arena.allocate(room.bytes(), 8);
    SignalFrame.write(
        frames,
        0,
        signalReturn,
        SignalFrame.restarting(host.own(), host.call(), arena),
        mask,
        state);
    Registers ending = host.own().copy(arena);
    ending.set(Registers.EFLAGS, ending.get(Registers.EFLAGS) & ~TRAP_FLAG);
    ending.call(call, EXIT, 0, 0, threadFrame);
    SignalFrame.write(frames, SignalFrame.BYTES, signalReturn, ending, -1, 0);
    MemorySegment.copy(
        host.state().bytes(), 0, frames, 2 * SignalFrame.BYTES, host.state().bytes().byteSize());
    return frames;
  }

  /// Makes the call in the new thread, and lets that go to its end.
  ///
  /// @return 0, or `errno` of the call
  private int inThread(int thread, Arena arena) throws ProcessAccessException {
    Tracee tracee = new Tracee(process, thread, arena);
    int refused = 0;
    try {
      tracee.awaitStop();
      progress.reached(Step.THREAD_STOPPED);
      Registers registers = tracee.registers();
      long stack = registers.get(Registers.RSP);
      tracee.setRegisters(
          registers.call(
              code.call(), KernelSupport.USERFAULTFD, KernelSupport.DESCRIPTOR_FLAGS, 0, stack));
      progress.reached(Step.THREAD_CALL_SET);
      tracee.runToCall();
      progress.reached(Step.THREAD_CALL_BEGUN);
      tracee.runToCall();
      progress.reached(Step.THREAD_CALL_ENDED);
      int made = (int) tracee.registers().get(Registers.RAX);
      if (made < 0) {
        refused = -made;
      } else {
        descriptor = take(thread, made);
        progress.reached(Step.DESCRIPTOR_TAKEN);
      }
      tracee.runToEnd();
      progress.reached(Step.THREAD_ENDED);
    } finally {
      tracee.detach(); // it has ended, or ends by itself
    }
    return refused;
  }

  private int take(int thread, int number) throws ProcessAccessException {
    int opened =
        (int) Libc.syscall(KernelSupport.PIDFD_OPEN, thread, KernelSupport.PIDFD_THREAD, 0, 0);
    if (opened < 0) {
      throw Injectable.refused(
          process,
          "its threads cannot be opened (pidfd_open: %s)".formatted(Libc.message(-opened)));
    }
    int taken = (int) Libc.syscall(KernelSupport.PIDFD_GETFD, opened, number, 0, 0);
    Libc.close(opened);
    if (taken < 0) {
      throw Injectable.refused(
          process,
          "the descriptor cannot be taken from it (pidfd_getfd: %s)"
              .formatted(Libc.message(-taken)));
    }
    return taken;
  }

  private void put(long address, MemorySegment bytes) throws ProcessAccessException {
    int memory =
        Libc.open("/proc/" + directory.throughLivingThread().shownAs() + "/mem", Libc.O_RDWR, 0);
    long written =
        memory < 0
            ? memory
            : Libc.syscall(PWRITE, memory, bytes.address(), bytes.byteSize(), address);
    if (memory >= 0) {
      Libc.close(memory);
    }
    if (written != bytes.byteSize()) {
      throw Injectable.refused(process, "the stack of one of its threads cannot be written");
    }
  }
}
