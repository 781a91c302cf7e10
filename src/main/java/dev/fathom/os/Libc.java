package dev.fathom.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The C library's functions that Fathom calls. Each method returns what the function returned, or
/// `-errno` where it failed: no exception, no state.
final class Libc {
  static final int EPERM = 1;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int ENOTTY = 25;

  static final int O_RDONLY = 0;
  static final int O_CLOEXEC = 0x80000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

  /// One capture area a thread: the handles write `errno` into it before anything else can run.
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

  private Libc() {}

  /// Opens a file read-only. Returns the descriptor or `-errno`.
  static int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = STATE.get();
      int result =
          (int) Open.HANDLE.invokeExact(state, arena.allocateFrom(path), O_RDONLY | O_CLOEXEC);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  static void close(int descriptor) {
    try {
      int ignored = (int) Close.HANDLE.invokeExact(STATE.get(), descriptor);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// Reads up to `bytes` at `offset` of the file into native memory. Returns the bytes read or
  /// `-errno`.
  static long pread(int descriptor, MemorySegment into, long bytes, long offset) {
    try {
      MemorySegment state = STATE.get();
      long result = (long) Pread.HANDLE.invokeExact(state, descriptor, into, bytes, offset);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  static int ioctl(int descriptor, long request, MemorySegment argument) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Ioctl.HANDLE.invokeExact(state, descriptor, request, argument);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// `ptrace(2)`: only the thread that attached may call it for a tracee.
  static long ptrace(int request, int thread, long address, MemorySegment data) {
    try {
      MemorySegment state = STATE.get();
      long result =
          (long)
              Ptrace.HANDLE.invokeExact(
                  state, (long) request, thread, MemorySegment.ofAddress(address), data);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  static int waitpid(int thread, MemorySegment status, int options) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Waitpid.HANDLE.invokeExact(state, thread, status, options);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  static int kill(int process, int signal) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Kill.HANDLE.invokeExact(state, process, signal);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static MethodHandle bind(String name, FunctionDescriptor signature, int variadicFrom) {
    MemorySegment function = LINKER.defaultLookup().findOrThrow(name);
    return variadicFrom < 0
        ? LINKER.downcallHandle(function, signature, CAPTURE_ERRNO)
        : LINKER.downcallHandle(
            function, signature, CAPTURE_ERRNO, Linker.Option.firstVariadicArg(variadicFrom));
  }

  // A holder a function: a command that only prints help links none of them, and binding one takes
  // milliseconds.

  private static final class Open {
    static final MethodHandle HANDLE =
        bind(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            2);
  }

  private static final class Close {
    static final MethodHandle HANDLE =
        bind("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), -1);
  }

  private static final class Pread {
    static final MethodHandle HANDLE =
        bind(
            "pread",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            -1);
  }

  private static final class Ioctl {
    static final MethodHandle HANDLE =
        bind(
            "ioctl",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            2);
  }

  private static final class Ptrace {
    static final MethodHandle HANDLE =
        bind(
            "ptrace",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS),
            1);
  }

  private static final class Waitpid {
    static final MethodHandle HANDLE =
        bind(
            "waitpid",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT),
            -1);
  }

  private static final class Kill {
    static final MethodHandle HANDLE =
        bind(
            "kill",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            -1);
  }
}
