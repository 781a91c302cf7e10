package dev.fathom.os.written;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// A frame as the kernel makes one for a signal handler (`struct rt_sigframe`,
/// arch/x86/include/asm/sigframe.h), from which `rt_sigreturn` gives a thread all its registers and
/// its signal mask back.
///
/// While a thread runs borrowed instructions its stack holds such a frame, made so that the return
/// from these ends in `rt_sigreturn`. Whoever traces the thread can so be killed at any moment: the
/// kernel lets the thread go, and it finds back by itself. Otherwise it would run on with registers
/// that are not its own, and end.
final class SignalFrame {
  /// The address to return to, and `struct ucontext` behind it; what the kernel puts behind that is
  /// not read.
  static final long BYTES = 320;

  static final long CONTEXT = 8;

  // struct ucontext and struct sigcontext_64 (arch/x86/include/uapi/asm/ucontext.h, sigcontext.h),
  // from the beginning of the frame
  private static final long FLAGS = CONTEXT;
  private static final long ALTERNATE_STACK_FLAGS = CONTEXT + 24;
  private static final long REGISTERS = CONTEXT + 40;
  private static final long SEGMENTS = REGISTERS + 144;
  private static final long FLOATING_POINT = REGISTERS + 184;
  private static final long MASK = CONTEXT + 296;

  /// The registers in the order of `struct sigcontext_64`.
  private static final long[] ORDER = {
    Registers.R8, Registers.R9, Registers.R10, Registers.R11,
    Registers.R12, Registers.R13, Registers.R14, Registers.R15,
    Registers.RDI, Registers.RSI, Registers.RBP, Registers.RBX,
    Registers.RDX, Registers.RAX, Registers.RCX, Registers.RSP,
    Registers.RIP, Registers.EFLAGS
  };

  // UC_FP_XSTATE, UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS
  private static final long WITH_EXTENDED_STATE = 1;
  private static final long WITH_STACK_SEGMENT = 6;

  /// No mode of an alternate stack: the kernel refuses it in silence, and the thread keeps the one
  /// it has, which nobody can ask for (kernel/signal.c, `restore_altstack`).
  private static final int NO_MODE = 0x40;

  // include/linux/errno.h
  private static final long ERESTARTSYS = -512;
  static final long ERESTARTNOINTR = -513;
  private static final long ERESTARTNOHAND = -514;
  private static final long ERESTART_RESTARTBLOCK = -516;

  private static final long CALL_INSTRUCTION_BYTES = 2;

  // mov $number,%eax; syscall
  private static final long SET_EAX = 0xb8;
  private static final long CALL_INSTRUCTION = 0x050f;
  private static final long SETTING_AND_CALL_BYTES = 7;

  // arch/x86/entry/syscalls/syscall_64.tbl: restart_syscall; poll, nanosleep, futex,
  // clock_nanosleep
  private static final long RESTART_SYSCALL = 219;
  private static final Set<Long> WAITING_FOR_A_TIME = Set.of(7L, 35L, 202L, 230L);

  private SignalFrame() {}

  /// Writes one.
  ///
  /// @param at where in `into`
  /// @param returnTo the address that is returned to first: of instructions that call rt_sigreturn
  /// @param registers that the thread is to have then
  /// @param mask of signals
  /// @param floatingPoint the address of an [ExtendedState], or 0 for none
  static void write(
      MemorySegment into,
      long at,
      long returnTo,
      Registers registers,
      long mask,
      long floatingPoint) {
    MemorySegment frame = into.asSlice(at, BYTES);
    frame.fill((byte) 0);
    frame.set(ValueLayout.JAVA_LONG, 0, returnTo);
    frame.set(
        ValueLayout.JAVA_LONG,
        FLAGS,
        floatingPoint == 0 ? WITH_STACK_SEGMENT : WITH_STACK_SEGMENT | WITH_EXTENDED_STATE);
    frame.set(ValueLayout.JAVA_INT, ALTERNATE_STACK_FLAGS, NO_MODE);
    for (int i = 0; i < ORDER.length; i++) {
      frame.set(ValueLayout.JAVA_LONG, REGISTERS + i * (long) Long.BYTES, registers.get(ORDER[i]));
    }
    long segments = (registers.get(Registers.CS) & 0xffff) | (registers.get(Registers.SS) << 48);
    frame.set(ValueLayout.JAVA_LONG, SEGMENTS, segments);
    frame.set(ValueLayout.JAVA_LONG, FLOATING_POINT, floatingPoint);
    frame.set(ValueLayout.JAVA_LONG, MASK, mask);
  }

  /// {@return the registers with which a thread goes on that was stopped in a system call: it makes
  /// the call again} That is what the kernel does (arch/x86/kernel/signal.c,
  /// `arch_do_signal_or_restart`), but that one which waits for a time waits for all of it again:
  /// what was left of it is forgotten by rt_sigreturn.
  ///
  /// @param call the number of the call, where it is in one: [#callOf]
  static Registers restarting(Registers stopped, long call, Arena arena) {
    Registers restarted = stopped.copy(arena);
    if (isInCall(stopped)) {
      restarted.set(Registers.RAX, call);
      restarted.set(Registers.RIP, stopped.get(Registers.RIP) - CALL_INSTRUCTION_BYTES);
    }
    return restarted;
  }

  /// {@return the call that a thread is in} One that waits for a time and was interrupted before is
  /// in restart_syscall(2), which ends with EINTR when rt_sigreturn has forgotten what was left
  /// (kernel/signal.c, `do_no_restart_syscall`): which call it was then stands in the instruction
  /// before, as the C libraries set it. Empty where it does not.
  ///
  /// @param code tells the word at an address
  static OptionalLong callOf(Registers stopped, LongFunction<OptionalLong> code) {
    long call = stopped.get(Registers.ORIG_RAX);
    if (!isInCall(stopped) || call != RESTART_SYSCALL) {
      return OptionalLong.of(call);
    }
    OptionalLong word = code.apply(stopped.get(Registers.RIP) - SETTING_AND_CALL_BYTES);
    if (word.isEmpty()
        || (word.getAsLong() & 0xff) != SET_EAX
        || (word.getAsLong() >>> 40 & 0xffff) != CALL_INSTRUCTION) {
      return OptionalLong.empty();
    }
    long set = word.getAsLong() >>> 8 & 0xffff_ffffL;
    return WAITING_FOR_A_TIME.contains(set) ? OptionalLong.of(set) : OptionalLong.empty();
  }

  /// Whether a thread was stopped in a system call that is to be restarted.
  static boolean isInCall(Registers stopped) {
    long result = stopped.get(Registers.RAX);
    return stopped.get(Registers.ORIG_RAX) >= 0
        && (result == ERESTARTSYS
            || result == ERESTARTNOINTR
            || result == ERESTARTNOHAND
            || result == ERESTART_RESTARTBLOCK);
  }

  /// The state of the floating point and vector units, as ptrace gives it (NT_X86_XSTATE), made
  /// into what a signal frame holds (arch/x86/kernel/fpu/signal.c, `check_xstate_in_sigframe`).
  static final class ExtendedState {
    /// The kernel wants it there.
    static final long ALIGNMENT = 64;

    // struct _fpx_sw_bytes: magic1, extended_size, xfeatures, xstate_size
    private static final long SOFTWARE = 464;
    private static final long SOFTWARE_SIZE = SOFTWARE + 4;
    private static final long SOFTWARE_FEATURES = SOFTWARE + 8;
    private static final long SOFTWARE_STATE_SIZE = SOFTWARE + 16;
    private static final int MAGIC1 = 0x46505853;
    private static final int MAGIC2 = 0x46505845;

    private static final long HEADER = 512;

    /// The legacy area and the header.
    static final long LEAST_BYTES = 576;

    // What a thread has only since it asked for it (AMX), in features and in bytes.
    private static final long TILES = 3L << 17;
    private static final long BYTES_WITHOUT_TILES = 2696;

    private final MemorySegment bytes;

    private ExtendedState(MemorySegment bytes) {
      this.bytes = bytes;
    }

    /// {@return null where the state is of a form that this does not know}
    static @Nullable ExtendedState of(MemorySegment told, long size, Arena arena) {
      if (size < LEAST_BYTES || size > told.byteSize()) {
        return null;
      }
      long features = told.get(ValueLayout.JAVA_LONG, SOFTWARE);
      long state = size;
      if ((features & TILES) != 0 && (told.get(ValueLayout.JAVA_LONG, HEADER) & TILES) == 0) {
        features &= ~TILES;
        state = Math.min(size, BYTES_WITHOUT_TILES);
      }
      MemorySegment bytes = arena.allocate(state + Integer.BYTES, ALIGNMENT);
      bytes.copyFrom(told.asSlice(0, state));
      bytes.asSlice(SOFTWARE, HEADER - SOFTWARE).fill((byte) 0);
      bytes.set(ValueLayout.JAVA_INT, SOFTWARE, MAGIC1);
      bytes.set(ValueLayout.JAVA_INT, SOFTWARE_SIZE, (int) state + Integer.BYTES);
      bytes.set(ValueLayout.JAVA_LONG, SOFTWARE_FEATURES, features);
      bytes.set(ValueLayout.JAVA_INT, SOFTWARE_STATE_SIZE, (int) state);
      bytes.set(ValueLayout.JAVA_INT_UNALIGNED, state, MAGIC2);
      return new ExtendedState(bytes);
    }

    MemorySegment bytes() {
      return bytes;
    }
  }
}
