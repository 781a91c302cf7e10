package dev.fathom.os.descriptor;

import dev.fathom.host.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Optional;

/// What the kernel says of an open file (`struct stat`); the Java library tells of no blocks.
///
/// @param device as `/proc/PID/maps` prints it: `00:1a`
/// @param inode its number there
/// @param links how many names it has
/// @param regular whether it is an ordinary file
/// @param length how long it is
/// @param bytes that are set aside for it; of a file in memory its pages there and in the swap area
record FileState(String device, long inode, long links, boolean regular, long length, long bytes) {
  // arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
  private static final int NEWFSTATAT = Libc.isX86() ? 262 : 79;

  private static final int AT_FDCWD = -100;

  // arch/x86/include/uapi/asm/stat.h, include/uapi/asm-generic/stat.h: alike but for the links
  private static final long STAT_BYTES = 144;
  private static final long DEVICE = 0;
  private static final long INODE = 8;
  private static final long LINKS_X86 = 16;
  private static final long LINKS_OTHERS = 20;
  private static final long MODE_X86 = 24;
  private static final long MODE_OTHERS = 16;
  private static final long LENGTH = 48;
  private static final long BLOCKS = 64;

  // include/uapi/linux/stat.h
  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;

  private static final long BLOCK_BYTES = 512;

  /// {@return the state of what a path leads to; empty where it is gone}
  static Optional<FileState> of(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(STAT_BYTES, Long.BYTES);
      MemorySegment name = arena.allocateFrom(path);
      long said = Libc.syscall(NEWFSTATAT, AT_FDCWD, name.address(), stat.address(), 0);
      if (said != 0) {
        return Optional.empty();
      }
      long links =
          Libc.isX86()
              ? stat.get(ValueLayout.JAVA_LONG, LINKS_X86)
              : stat.get(ValueLayout.JAVA_INT, LINKS_OTHERS);
      return Optional.of(
          new FileState(
              device(stat.get(ValueLayout.JAVA_LONG, DEVICE)),
              stat.get(ValueLayout.JAVA_LONG, INODE),
              links,
              (stat.get(ValueLayout.JAVA_INT, Libc.isX86() ? MODE_X86 : MODE_OTHERS) & S_IFMT)
                  == S_IFREG,
              stat.get(ValueLayout.JAVA_LONG, LENGTH),
              stat.get(ValueLayout.JAVA_LONG, BLOCKS) * BLOCK_BYTES));
    }
  }

  /// Takes a number apart as include/linux/kdev_t.h puts it together (`new_encode_dev`), and prints
  /// it as fs/proc/task_mmu.c does.
  private static String device(long number) {
    long major = (number >>> 8) & 0xfff;
    long minor = (number & 0xff) | ((number >>> 12) & 0xfff00);
    return String.format(Locale.ROOT, "%02x:%02x", major, minor);
  }
}
