package dev.fathom.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Has one of the calls fail that Fathom makes in this virtual machine, as long as it is open, and
/// counts them all. What can fail how is told here, after the manual pages of the calls.
public final class Faults implements Interposer, AutoCloseable {
  private static final int ENOMEM = 12;
  private static final int EFAULT = 14;
  private static final int EBUSY = 16;
  private static final int ENFILE = 23;
  private static final int EFBIG = 27;
  private static final int ENOSPC = 28;
  private static final int ECHILD = 10;
  private static final int EBADF = 9;
  private static final int EDQUOT = 122;

  /// A read or write that gets less than it asks for, and a file that ends early.
  private static final int SHORT = 10_000;

  /// A read that finds the end, and a file that has become empty.
  private static final int NOTHING = 10_001;

  /// Calls are alike that are made by the same methods, so many of them.
  private static final int SITE_FRAMES = 12;

  private static final List<Integer> OPENING =
      List.of(
          Libc.ENOENT,
          Libc.EACCES,
          Libc.EPERM,
          Libc.ESRCH,
          Libc.EMFILE,
          ENFILE,
          ENOMEM,
          Libc.EINTR);

  /// What a call can come to.
  private static final Map<String, List<Integer>> OF_CALLS =
      Map.ofEntries(
          Map.entry("open", OPENING),
          Map.entry(
              "pread mem",
              List.of(
                  SHORT, NOTHING, Libc.EINTR, Libc.EIO, ENOMEM, EFAULT, Libc.EAGAIN, Libc.ESRCH)),
          Map.entry(
              "pread pagemap",
              List.of(SHORT, NOTHING, Libc.EINTR, Libc.EIO, ENOMEM, EFAULT, Libc.EINVAL)),
          Map.entry("pread", List.of(SHORT, NOTHING, Libc.EINTR, Libc.EIO, Libc.EINVAL, ENOMEM)),
          Map.entry(
              "write",
              List.of(SHORT, Libc.EINTR, ENOSPC, Libc.EIO, Libc.EPIPE, EDQUOT, EFBIG, Libc.EAGAIN)),
          Map.entry("fsync", List.of(Libc.EIO, Libc.EINVAL, ENOSPC, Libc.EINTR)),
          Map.entry("linkat", List.of(Libc.EPERM, Libc.EEXIST, ENOSPC, Libc.ENOENT, Libc.EIO)),
          // PAGEMAP_SCAN: 6.7; also what older kernels say
          Map.entry(
              "ioctl",
              List.of(
                  Libc.EINTR,
                  Libc.ENOTTY,
                  Libc.EINVAL,
                  EFAULT,
                  ENOMEM,
                  Libc.ESRCH,
                  Libc.EIO,
                  Libc.ENOSYS,
                  Libc.EPERM,
                  EBUSY)),
          Map.entry("ptrace", List.of(Libc.ESRCH, Libc.EPERM, Libc.EIO, EBUSY)),
          Map.entry("waitpid", List.of(Libc.EINTR, ECHILD)),
          Map.entry("kill", List.of(Libc.ESRCH, Libc.EPERM)),
          Map.entry("pipe2", List.of(Libc.EMFILE, ENFILE)),
          Map.entry("fcntl", List.of(Libc.EPERM, Libc.EINVAL, Libc.ESRCH)),
          Map.entry("mmap", List.of(ENOMEM, Libc.EAGAIN, Libc.EPERM)),
          Map.entry("madvise", List.of(Libc.EINVAL, ENOMEM, Libc.EAGAIN, EFAULT)),
          // userfaultfd, pidfd_open, pidfd_getfd, timer_create, pwrite, ptrace
          Map.entry(
              "syscall",
              List.of(
                  Libc.ENOSYS,
                  Libc.EPERM,
                  Libc.EMFILE,
                  ENOMEM,
                  Libc.EINVAL,
                  Libc.ESRCH,
                  Libc.EIO,
                  Libc.EAGAIN,
                  Libc.EINTR,
                  EBADF)));

  /// What Java's own library can come to with a file.
  private static final Map<String, List<Integer>> OF_FILES =
      Map.of(
          "read",
          List.of(
              SHORT,
              NOTHING,
              Libc.ENOENT,
              Libc.EACCES,
              Libc.EPERM,
              Libc.ESRCH,
              Libc.EMFILE,
              ENOMEM,
              Libc.EIO),
          "readlink",
          List.of(Libc.ESRCH, ENOMEM), // other errors say that there is no such link
          "list",
          List.of(Libc.ENOENT, Libc.EACCES, Libc.ESRCH, Libc.EMFILE, ENOMEM),
          "stat",
          List.of(Libc.ENOENT, Libc.EACCES, Libc.ESRCH),
          "open",
          OPENING,
          "content",
          List.of(SHORT, NOTHING, Libc.EIO, ENOMEM));

  /// Calls whose failing would end this virtual machine, or which cannot fail.
  private static final List<String> NEVER =
      List.of("close", "munmap", "strerror", "geteuid", "clock_gettime", "syscall 223");

  /// One call that fails.
  ///
  /// @param call its name, and what it is about
  /// @param number of how many calls of that name it is, from 1 on
  /// @param error `errno`, or one of the other ways
  public record Fault(String call, int number, int error) {
    @Override
    public String toString() {
      String how =
          switch (error) {
            case SHORT -> "gets less";
            case NOTHING -> "gets nothing";
            default -> Libc.message(error);
          };
      return call + " no. " + number + ": " + how;
    }
  }

  private final @Nullable Fault fault;
  private final Map<String, Integer> counts = new TreeMap<>();

  /// Of calls that are counted alone: from where each was made.
  private final Map<String, List<String>> sites = new TreeMap<>();

  private boolean fired;

  private Faults(@Nullable Fault fault) {
    this.fault = fault;
  }

  /// Counts calls.
  public static Faults none() {
    return installed(new Faults(null));
  }

  public static Faults of(Fault fault) {
    return installed(new Faults(fault));
  }

  private static Faults installed(Faults faults) {
    Interposer.Present.present = faults;
    return faults;
  }

  /// {@return in which ways a call can fail}
  public static List<Integer> errors(String call) {
    String[] words = call.split(" ", -1);
    if (call.equals("java read P/cmdline")) {
      return List.of(Libc.ENOENT, Libc.EACCES, Libc.ESRCH, ENOMEM); // a process may make it empty
    }
    if (call.startsWith("java ")) {
      return OF_FILES.getOrDefault(words[1], List.of());
    }
    return Optional.ofNullable(OF_CALLS.get(call))
        .orElse(OF_CALLS.getOrDefault(words[0], List.of()));
  }

  /// {@return from where each was called, in turn: the methods of Fathom's that led to it}
  public synchronized Map<String, List<String>> sites() {
    Map<String, List<String>> copy = new TreeMap<>();
    sites.forEach((call, each) -> copy.put(call, List.copyOf(each)));
    return copy;
  }

  private static String site() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(frame -> frame.getClassName().startsWith("dev.fathom."))
                .filter(frame -> !frame.getClassName().startsWith(Faults.class.getName()))
                .limit(SITE_FRAMES)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .collect(Collectors.joining(" ")));
  }

  /// {@return whether the call that was to fail has been reached}
  public synchronized boolean fired() {
    return fired;
  }

  @Override
  public void close() {
    Interposer.Present.present = null;
  }

  /// {@return the error that this call fails with; 0 where it does not}
  private synchronized int next(String call) {
    int number = counts.merge(call, 1, Integer::sum);
    if (fault == null) {
      sites.computeIfAbsent(call, name -> new ArrayList<>()).add(site());
    }
    if (fault != null && number == fault.number() && call.equals(fault.call())) {
      fired = true;
      return fault.error();
    }
    return 0;
  }

  private boolean isShort;

  @Override
  public long call(String name, long first, long second) {
    String call =
        switch (name) {
          case "syscall" -> name + " " + first;
          case "ptrace" -> name + " 0x" + Long.toHexString(first);
          case "ioctl" -> name + " 0x" + Long.toHexString(second);
          case "fcntl" -> name + " " + second;
          case "kill" -> name + " " + second;
          case "open" ->
              name + " " + place(MemorySegment.ofAddress(first).reinterpret(4096).getString(0));
          case "pread" -> name + " " + opened((int) first);
          default -> name;
        };
    if (NEVER.contains(call) || NEVER.contains(name)) {
      return MADE;
    }
    int error = next(call);
    return switch (error) {
      case 0 -> MADE;
      case SHORT -> {
        isShort = true;
        yield MADE;
      }
      case NOTHING -> 0;
      default -> -error;
    };
  }

  @Override
  public long bytes(String name, long bytes) {
    if (isShort) {
      isShort = false;
      return Math.max(1, bytes / 2);
    }
    return bytes;
  }

  @Override
  public void look(String how, Path file) throws IOException {
    fail("java " + how + " " + place(file.toString()), file);
  }

  private void fail(String call, Path file) throws IOException {
    int error = next(call);
    switch (error) {
      case 0, SHORT, NOTHING -> {}
      case Libc.ENOENT -> throw new NoSuchFileException(file.toString());
      case Libc.EACCES -> throw new AccessDeniedException(file.toString());
      // Of a file that is open already it is an IOException without a name (sun.nio.ch).
      case Libc.ESRCH, Libc.EIO, ENOMEM -> throw new IOException(Libc.message(error));
      default -> throw new FileSystemException(file.toString(), null, Libc.message(error));
    }
  }

  @Override
  public byte[] content(Path file, byte[] all) {
    synchronized (this) {
      if (fault == null
          || !fault.call().equals("java read " + place(file.toString()))
          || counts.getOrDefault(fault.call(), 0) != fault.number()) {
        return all;
      }
      if (fault.error() == NOTHING) {
        return new byte[0];
      }
      return fault.error() == SHORT ? half(all) : all;
    }
  }

  /// As the kernel cuts it short: between lines, of `smaps` between mappings.
  private static byte[] half(byte[] all) {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int mapping = text.indexOf("\nVmFlags:", text.length() / 2);
    int end =
        text.contains("\nVmFlags:") && mapping >= 0
            ? text.indexOf('\n', mapping + 1) + 1
            : text.lastIndexOf('\n', text.length() / 2) + 1;
    return Arrays.copyOf(all, end);
  }

  @Override
  public FileChannel opened(Path file, FileChannel channel) {
    return new Opened(channel, "java content " + place(file.toString()));
  }

  /// What a path is, whosever process it is of.
  private static String place(String path) {
    return path.replaceAll("/proc/\\d+", "P")
        .replaceAll("/task/\\d+", "/task/T")
        .replaceAll("/map_files/.*", "/map_files/M")
        .replaceAll("/fd/\\d+", "/fd/N")
        .replaceAll("P/root/.*", "P/root/FILE")
        .replaceAll("/sys/fs/cgroup/.*/", "/sys/fs/cgroup/")
        .replaceAll("^/tmp/.*", "TEMPORARY");
  }

  private static String opened(int descriptor) {
    try {
      String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return name.substring(name.lastIndexOf('/') + 1);
    } catch (IOException closed) {
      return "closed";
    }
  }

  /// A file whose contents may fail to be read.
  private final class Opened extends FileChannel {
    private final FileChannel channel;
    private final String call;

    Opened(FileChannel channel, String call) {
      this.channel = channel;
      this.call = call;
    }

    /// {@return how many bytes are to be read of so many; -1 for the end}
    private int allowed(int wanted) throws IOException {
      int error = next(call);
      return switch (error) {
        case 0 -> wanted;
        case SHORT -> Math.max(1, wanted / 2);
        case NOTHING -> -1;
        default -> throw new IOException(Libc.message(error));
      };
    }

    private interface Reading {
      int read(ByteBuffer into) throws IOException;
    }

    private int read(ByteBuffer into, Reading reading) throws IOException {
      int allowed = allowed(into.remaining());
      if (allowed < 0) {
        return -1;
      }
      int limit = into.limit();
      into.limit(into.position() + Math.min(allowed, into.remaining()));
      try {
        return reading.read(into);
      } finally {
        into.limit(limit);
      }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return read(into, channel::read);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return read(into, some -> channel.read(some, position));
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      return channel.read(into, offset, length);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return channel.map(mode, position, size);
    }

    @Override
    public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
      allowed(0);
      return channel.map(mode, offset, size, arena);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return channel.write(from);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
      return channel.write(from, offset, length);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      return channel.write(from, position);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      channel.force(metadata);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
      return channel.transferTo(position, count, to);
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count)
        throws IOException {
      return channel.transferFrom(from, position, count);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return channel.lock(position, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      channel.close();
    }
  }
}
