package dev.fathom.os.written;

import dev.fathom.os.MapsEntry;
import dev.fathom.os.Stop.ThreadState;
import java.util.List;
import java.util.Optional;

/// Room below what a thread uses of its stack, which is the thread's own.
///
/// A stack that a program made for itself (a coroutine's, a goroutine's) may be small, and what is
/// below it something else: only the kernel's `[stack]` is taken, and what a C library mapped for a
/// thread, which keeps what belongs to the thread at the upper end of the same mapping.
///
/// @param start the first address, a multiple of 64
/// @param bytes how many
record StackRoom(long start, long bytes) {
  /// What a function may use below its stack pointer without saying so (System V ABI, 3.2.2).
  private static final long RED_ZONE = 128;

  /// Left for handlers of signals that come meanwhile.
  private static final long SPARE = 16 * 1024;

  private static final String MAIN_STACK = "[stack]";
  private static final long ALIGNMENT = 64;

  /// {@return the main thread's stack among these}
  static List<MapsEntry> main(List<MapsEntry> mappings) {
    return mappings.stream().filter(each -> each.name().equals(MAIN_STACK)).toList();
  }

  static Optional<StackRoom> of(ThreadState thread, List<MapsEntry> mappings, long bytes) {
    long pointer = thread.stackPointer();
    for (MapsEntry each : mappings) {
      if (each.start() <= pointer && pointer < each.end()) {
        boolean isLibrarys =
            pointer < thread.threadPointer() && thread.threadPointer() < each.end();
        long start = (pointer - RED_ZONE - bytes) & -ALIGNMENT;
        return each.permissions().startsWith("rw-p")
                && (each.name().equals(MAIN_STACK) || isLibrarys)
                && start - SPARE >= each.start()
            ? Optional.of(new StackRoom(start, bytes))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
