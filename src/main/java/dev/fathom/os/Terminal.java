package dev.fathom.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;

/// The terminal at standard output, if there is one.
public final class Terminal {
  // include/uapi/asm-generic/ioctls.h; struct winsize
  private static final long TIOCGWINSZ = 0x5413;
  private static final long WINSIZE_BYTES = 8;
  private static final long WINSIZE_COLUMNS = 2;
  private static final int STANDARD_OUTPUT = 1;

  private Terminal() {}

  /// Whether standard output is a terminal.
  public static boolean isOutput() {
    return outputColumns().isPresent();
  }

  /// {@return how many characters a line holds; empty where standard output is no terminal}
  public static OptionalInt outputColumns() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(WINSIZE_BYTES, 8);
      if (Libc.ioctl(STANDARD_OUTPUT, TIOCGWINSZ, size) < 0) {
        return OptionalInt.empty();
      }
      int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, WINSIZE_COLUMNS));
      return OptionalInt.of(columns == 0 ? Integer.MAX_VALUE : columns);
    }
  }
}
