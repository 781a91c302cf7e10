package dev.fathom.host;

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
public final class Libc {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENOTTY = 25;
  public static final int EPIPE = 32;
  public static final int EOPNOTSUPP = 95;

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_NOCTTY = 0x100;
  public static final int O_CLOEXEC = 0x80000;

  // These two include bits that not all processors number alike.
  public static final int O_DIRECTORY = isX86() ? 0x10000 : 0x4000;
  public static final int O_NOFOLLOW = isX86() ? 0x20000 : 0x8000;
  public static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_FOLLOW = 0x400;

  private static final long LONGEST_MESSAGE = 256;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

  /// One capture area a thread: the handles write `errno` into it before anything else can run.
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

  private Libc() {}

  public static boolean isX86() {
    return System.getProperty("os.arch", "").matches("amd64|x86_64");
  }

  /// Opens a file read-only. Returns the descriptor or `-errno`.
  public static int open(String path) {
    return open(path, O_RDONLY, 0);
  }

  /// Opens a file, and not for the commands that are run meanwhile. Returns the descriptor or
  /// `-errno`.
  ///
  /// @param mode of a file that this makes
  public static int open(String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = STATE.get();
      int result =
          (int) Open.HANDLE.invokeExact(state, arena.allocateFrom(path), flags | O_CLOEXEC, mode);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// Writes up to `bytes` of native memory. Returns the bytes written or `-errno`.
  public static long write(int descriptor, MemorySegment from, long bytes) {
    try {
      MemorySegment state = STATE.get();
      long result = (long) Write.HANDLE.invokeExact(state, descriptor, from, bytes);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// {@return the user that files are made and judged as}
  public static int geteuid() {
    try {
      return (int) Geteuid.HANDLE.invokeExact(STATE.get());
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  public static int fsync(int descriptor) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Fsync.HANDLE.invokeExact(state, descriptor);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// Gives a name to an open file. Returns 0 or `-errno`.
  public static int link(int descriptor, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = STATE.get();
      // By its place in /proc, as open(2) has it: AT_EMPTY_PATH is for root alone.
      MemorySegment open = arena.allocateFrom("/proc/self/fd/" + descriptor);
      int result =
          (int)
              Linkat.HANDLE.invokeExact(
                  state, AT_FDCWD, open, AT_FDCWD, arena.allocateFrom(name), AT_SYMLINK_FOLLOW);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// {@return what the C library calls an error: `No space left on device`}
  public static String message(int errno) {
    try {
      MemorySegment text = (MemorySegment) Strerror.HANDLE.invokeExact(STATE.get(), errno);
      return text.reinterpret(LONGEST_MESSAGE).getString(0);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  public static void close(int descriptor) {
    try {
      int ignored = (int) Close.HANDLE.invokeExact(STATE.get(), descriptor);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// Reads up to `bytes` at `offset` of the file, into native memory or into an array. Returns the
  /// bytes read or `-errno`. It must not be asked for more than is read at once: into an array, no
  /// garbage is collected meanwhile.
  public static long pread(int descriptor, MemorySegment into, long bytes, long offset) {
    try {
      MemorySegment state = STATE.get();
      long result = (long) Pread.HANDLE.invokeExact(state, descriptor, into, bytes, offset);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  public static int ioctl(int descriptor, long request, MemorySegment argument) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Ioctl.HANDLE.invokeExact(state, descriptor, request, argument);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// `ptrace(2)`: only the thread that attached may call it for a tracee.
  public static long ptrace(int request, int thread, long address, MemorySegment data) {
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

  public static int waitpid(int thread, MemorySegment status, int options) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Waitpid.HANDLE.invokeExact(state, thread, status, options);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  public static int kill(int process, int signal) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Kill.HANDLE.invokeExact(state, process, signal);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// `pipe2(2)`, closed on exec. The ends, for reading and for writing, are written to `ends`.
  public static int pipe(MemorySegment ends) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Pipe.HANDLE.invokeExact(state, ends, O_CLOEXEC);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  public static int fcntl(int descriptor, int command, long argument) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) Fcntl.HANDLE.invokeExact(state, descriptor, command, argument);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// `clock_gettime(2)`: the nanoseconds of a clock, or `-errno`.
  public static long clock(int clock, MemorySegment scratch) {
    try {
      MemorySegment state = STATE.get();
      int result = (int) ClockGettime.HANDLE.invokeExact(state, clock, scratch);
      return result < 0
          ? -errno(state)
          : scratch.get(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
              + scratch.get(ValueLayout.JAVA_LONG, Long.BYTES);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// A call by its number, for what older C libraries have in a library of its own: `timer_create`
  /// and its like were in librt before glibc 2.34.
  public static long syscall(long number, long first, long second, long third, long fourth) {
    try {
      MemorySegment state = STATE.get();
      long result = (long) Syscall.HANDLE.invokeExact(state, number, first, second, third, fourth);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static MethodHandle bind(String name, FunctionDescriptor signature, int variadicFrom) {
    return variadicFrom < 0
        ? bind(name, signature, CAPTURE_ERRNO)
        : bind(name, signature, CAPTURE_ERRNO, Linker.Option.firstVariadicArg(variadicFrom));
  }

  private static MethodHandle bind(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
  }

  // A holder a function: a command that only prints help links none of them, and binding one takes
  // milliseconds.

  private static final class Open {
    static final MethodHandle HANDLE =
        bind(
            "open",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT),
            2);
  }

  private static final class Write {
    static final MethodHandle HANDLE =
        bind(
            "write",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG),
            -1);
  }

  private static final class Fsync {
    static final MethodHandle HANDLE =
        bind("fsync", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), -1);
  }

  private static final class Geteuid {
    static final MethodHandle HANDLE =
        bind("geteuid", FunctionDescriptor.of(ValueLayout.JAVA_INT), -1);
  }

  private static final class Linkat {
    static final MethodHandle HANDLE =
        bind(
            "linkat",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT),
            -1);
  }

  private static final class Strerror {
    static final MethodHandle HANDLE =
        bind("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT), -1);
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
            CAPTURE_ERRNO,
            Linker.Option.critical(true));
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

  private static final class Pipe {
    static final MethodHandle HANDLE =
        bind(
            "pipe2",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            -1);
  }

  private static final class Fcntl {
    static final MethodHandle HANDLE =
        bind(
            "fcntl",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG),
            2);
  }

  private static final class ClockGettime {
    static final MethodHandle HANDLE =
        bind(
            "clock_gettime",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
            -1);
  }

  private static final class Syscall {
    static final MethodHandle HANDLE =
        bind(
            "syscall",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            1);
  }
}
