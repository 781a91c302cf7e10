package dev.fathom.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalInt;

/// The terminals at standard output and at standard error, if there are any.
public final class Terminal {
  // include/uapi/asm-generic/ioctls.h; struct winsize
  private static final long TIOCGWINSZ = 0x5413;
  private static final long WINSIZE_BYTES = 8;
  private static final long WINSIZE_ROWS = 0;
  private static final long WINSIZE_COLUMNS = 2;
  private static final int STANDARD_INPUT = 0;

  private static final int STANDARD_OUTPUT = 1;

  private static final int STANDARD_ERROR = 2;

  private Terminal() {}

  /// Whether standard input and error are terminals: a question is seen, and can be answered.
  public static boolean canAsk() {
    return columns(STANDARD_INPUT).isPresent() && errorColumns().isPresent();
  }

  /// Whether standard output is a terminal.
  public static boolean isOutput() {
    return outputColumns().isPresent();
  }

  /// Whether standard output or error is certainly no terminal: a plain file, a pipe, a socket.
  /// That saves the first native call, which takes some ten milliseconds to prepare.
  private static boolean isPlain(int descriptor) {
    try {
      String name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return !name.startsWith("/dev/") || name.equals("/dev/null");
    } catch (IOException | InvalidPathException unknown) {
      return false;
    }
  }

  /// {@return how many characters a line holds; empty where standard output is no terminal}
  public static OptionalInt outputColumns() {
    return columns(STANDARD_OUTPUT);
  }

  /// {@return the same of standard error}
  public static OptionalInt errorColumns() {
    return columns(STANDARD_ERROR);
  }

  /// {@return how many lines the terminal at standard output has; 0 where it does not say, and
  /// empty where there is none}
  public static OptionalInt outputRows() {
    return size(STANDARD_OUTPUT, WINSIZE_ROWS);
  }

  private static OptionalInt columns(int descriptor) {
    OptionalInt columns = size(descriptor, WINSIZE_COLUMNS);
    return columns.isPresent() && columns.getAsInt() == 0
        ? OptionalInt.of(Integer.MAX_VALUE)
        : columns;
  }

  private static OptionalInt size(int descriptor, long field) {
    if (isPlain(descriptor)) {
      return OptionalInt.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(WINSIZE_BYTES, 8);
      if (Libc.ioctl(descriptor, TIOCGWINSZ, size) < 0) {
        return OptionalInt.empty();
      }
      return OptionalInt.of(Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, field)));
    }
  }

  /// Whether this process itself is in the foreground of its terminal, so that the terminal sends
  /// signals to it and to its children alike.
  static boolean isInForeground() {
    try {
      String stat = KernelFiles.text(Path.of("/proc/self/stat"));
      // state, parent, process group, session, terminal, the terminal's foreground group
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 7);
      return fields[2].equals(fields[5]);
    } catch (IOException unreadable) {
      return false;
    }
  }
}
