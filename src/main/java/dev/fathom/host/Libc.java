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
import java.lang.ref.Reference;

/// The C library's functions that Fathom calls. Each method returns what the function returned, or
/// `-errno` where it failed: no exception, no state.
public final class Libc {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int EPIPE = 32;
  public static final int ENOSYS = 38;
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

  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20 | 0x4000; // and MAP_NORESERVE

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_FOLLOW = 0x400;

  private static final long LONGEST_MESSAGE = 256;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

  /// All functions but one are called in one way, whatever they take: with six words. Making the
  /// code for a call takes longer than all that is called, and the target may be held meanwhile. On
  /// the processors that Fathom knows, integers and addresses are passed in the same registers,
  /// also to a variadic function; who takes fewer looks at fewer, and who takes an `int` at half of
  /// one.
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG),
          CAPTURE_ERRNO);

  private static final Function OPEN = function("open");
  private static final Function WRITE = function("write");
  private static final Function GETEUID = function("geteuid");
  private static final Function FSYNC = function("fsync");
  private static final Function LINKAT = function("linkat");
  private static final Function STRERROR = function("strerror");
  private static final Function CLOSE = function("close");
  private static final Function IOCTL = function("ioctl");
  private static final Function PTRACE = function("ptrace");
  private static final Function WAITPID = function("waitpid");
  private static final Function KILL = function("kill");
  private static final Function PIPE = function("pipe2");
  private static final Function FCNTL = function("fcntl");
  private static final Function CLOCK_GETTIME = function("clock_gettime");
  private static final Function GETSOCKOPT = function("getsockopt");
  private static final Function SYSCALL = function("syscall");
  private static final Function MMAP = function("mmap");
  private static final Function MUNMAP = function("munmap");
  private static final Function MADVISE = function("madvise");
  private static final Function MINCORE = function("mincore");

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
      return callForInt(OPEN, arena.allocateFrom(path).address(), flags | O_CLOEXEC, mode, 0, 0);
    }
  }

  /// Writes up to `bytes` of native memory. Returns the bytes written or `-errno`.
  public static long write(int descriptor, MemorySegment from, long bytes) {
    try {
      Interposer interposer = Interposer.Present.present;
      if (interposer == null) {
        return call(WRITE, descriptor, address(from), bytes, 0, 0);
      }
      // Whether the call fails comes first, then how much it is for.
      long said = interposer.call("write", descriptor, bytes);
      long asked = interposer.bytes("write", bytes);
      return said != Interposer.MADE ? said : made(WRITE, descriptor, address(from), asked, 0, 0);
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  /// {@return the user that files are made and judged as}
  public static int geteuid() {
    return callForInt(GETEUID, 0, 0, 0, 0, 0);
  }

  public static int fsync(int descriptor) {
    return callForInt(FSYNC, descriptor, 0, 0, 0, 0);
  }

  /// Gives a name to an open file. Returns 0 or `-errno`.
  public static int link(int descriptor, String name) {
    try (Arena arena = Arena.ofConfined()) {
      // By its place in /proc, as open(2) has it: AT_EMPTY_PATH is for root alone.
      long open = arena.allocateFrom("/proc/self/fd/" + descriptor).address();
      long named = arena.allocateFrom(name).address();
      return callForInt(LINKAT, AT_FDCWD, open, AT_FDCWD, named, AT_SYMLINK_FOLLOW);
    }
  }

  /// {@return what the C library calls an error: `No space left on device`}
  public static String message(int errno) {
    MemorySegment text = MemorySegment.ofAddress(call(STRERROR, errno, 0, 0, 0, 0));
    return text.reinterpret(LONGEST_MESSAGE).getString(0);
  }

  public static void close(int descriptor) {
    callForInt(CLOSE, descriptor, 0, 0, 0, 0);
  }

  /// Reads up to `bytes` at `offset` of the file, into native memory or into an array. Returns the
  /// bytes read or `-errno`; who is interrupted reads again. It must not be asked for more than is
  /// read at once: into an array, no garbage is collected meanwhile.
  public static long pread(int descriptor, MemorySegment into, long bytes, long offset) {
    long result = preadOnce(descriptor, into, bytes, offset);
    while (result == -EINTR) {
      result = preadOnce(descriptor, into, bytes, offset);
    }
    return result;
  }

  private static long preadOnce(int descriptor, MemorySegment into, long bytes, long offset) {
    Interposer interposer = Interposer.Present.present;
    if (interposer == null) {
      return readAt(descriptor, into, bytes, offset);
    }
    long said = interposer.call("pread", descriptor, offset);
    return said != Interposer.MADE
        ? said
        : readAt(descriptor, into, interposer.bytes("pread", bytes), offset);
  }

  private static long readAt(int descriptor, MemorySegment into, long bytes, long offset) {
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
      return callForInt(IOCTL, descriptor, request, address(argument), 0, 0);
    } finally {
      Reference.reachabilityFence(argument);
    }
  }

  /// `ptrace(2)`: only the thread that attached may call it for a tracee.
  public static long ptrace(int request, int thread, long address, MemorySegment data) {
    try {
      return call(PTRACE, request, thread, address, address(data), 0);
    } finally {
      Reference.reachabilityFence(data);
    }
  }

  public static int waitpid(int thread, MemorySegment status, int options) {
    try {
      return callForInt(WAITPID, thread, address(status), options, 0, 0);
    } finally {
      Reference.reachabilityFence(status);
    }
  }

  public static int kill(int process, int signal) {
    return callForInt(KILL, process, signal, 0, 0, 0);
  }

  /// `pipe2(2)`, closed on exec. The ends, for reading and for writing, are written to `ends`.
  public static int pipe(MemorySegment ends) {
    try {
      return callForInt(PIPE, address(ends), O_CLOEXEC, 0, 0, 0);
    } finally {
      Reference.reachabilityFence(ends);
    }
  }

  public static int fcntl(int descriptor, int command, long argument) {
    return callForInt(FCNTL, descriptor, command, argument, 0, 0);
  }

  /// `clock_gettime(2)`: the nanoseconds of a clock, or `-errno`.
  public static long clock(int clock, MemorySegment scratch) {
    int result = callForInt(CLOCK_GETTIME, clock, address(scratch), 0, 0, 0);
    return result < 0
        ? result
        : scratch.get(ValueLayout.JAVA_LONG, 0) * NANOS_PER_SECOND
            + scratch.get(ValueLayout.JAVA_LONG, Long.BYTES);
  }

  /// Asks for an option of a socket. Returns 0 or `-errno`.
  ///
  /// @param length how many bytes there is room for, and how many there are
  public static int getsockopt(
      int socket, int level, int option, MemorySegment value, MemorySegment length) {
    return callForInt(GETSOCKOPT, socket, level, option, address(value), address(length));
  }

  /// A call by its number, for what older C libraries have in a library of its own: `timer_create`
  /// and its like were in librt before glibc 2.34.
  public static long syscall(long number, long first, long second, long third, long fourth) {
    return call(SYSCALL, number, first, second, third, fourth);
  }

  /// Maps fresh private memory, for which no swap is set aside. Returns its address or `-errno`.
  static long map(long bytes) {
    return call(MMAP, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1);
  }

  /// Maps a file from its beginning on, for reading. Returns its address or `-errno`.
  static long map(int descriptor, long bytes) {
    return call(MMAP, 0, bytes, PROT_READ, MAP_SHARED, descriptor);
  }

  /// Tells of each page of mapped memory whether it is in memory, a byte a page.
  static int residency(long address, long bytes, MemorySegment into) {
    return callForInt(MINCORE, address, bytes, address(into), 0, 0);
  }

  static int unmap(long address, long bytes) {
    return callForInt(MUNMAP, address, bytes, 0, 0, 0);
  }

  static int advise(long address, long bytes, int advice) {
    return callForInt(MADVISE, address, bytes, advice, 0, 0);
  }

  /// A function of the C library.
  private record Function(String name, MemorySegment address) {}

  private static long call(
      Function function, long word1, long word2, long word3, long word4, long word5) {
    Interposer interposer = Interposer.Present.present;
    if (interposer != null) {
      long said = interposer.call(function.name, word1, word2);
      if (said != Interposer.MADE) {
        return said;
      }
    }
    return made(function, word1, word2, word3, word4, word5);
  }

  private static long made(
      Function function, long word1, long word2, long word3, long word4, long word5) {
    try {
      MemorySegment state = STATE.get();
      long result =
          (long) CALL.invokeExact(function.address, state, word1, word2, word3, word4, word5, 0L);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// The same for a function that returns an `int`: the other half of the word is anything.
  private static int callForInt(
      Function function, long word1, long word2, long word3, long word4, long word5) {
    Interposer interposer = Interposer.Present.present;
    if (interposer != null) {
      long said = interposer.call(function.name, word1, word2);
      if (said != Interposer.MADE) {
        return (int) said;
      }
    }
    try {
      MemorySegment state = STATE.get();
      int result =
          (int)
              (long)
                  CALL.invokeExact(function.address, state, word1, word2, word3, word4, word5, 0L);
      return result >= 0 ? result : -errno(state);
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  /// {@return where native memory is, which must be there}
  private static long address(MemorySegment segment) {
    if (!segment.isNative() || !segment.scope().isAlive()) {
      throw new IllegalArgumentException("no native memory: " + segment);
    }
    return segment.address();
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static Function function(String name) {
    return new Function(name, LINKER.defaultLookup().findOrThrow(name));
  }

  /// What may also write to an array. A holder, as most commands that look at no process need none.
  private static final class Pread {
    static final MethodHandle HANDLE =
        LINKER.downcallHandle(
            function("pread").address(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG),
            CAPTURE_ERRNO,
            Linker.Option.critical(true));
  }
}
