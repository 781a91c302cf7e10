package dev.fathom.os.written;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The general registers of a thread: `struct user_regs_struct` of x86-64
/// (arch/x86/include/asm/user_64.h).
final class Registers {
  static final long BYTES = 216;
  static final long R15 = 0;
  static final long R14 = 8;
  static final long R13 = 16;
  static final long R12 = 24;
  static final long RBP = 32;
  static final long RBX = 40;
  static final long R11 = 48;
  static final long R10 = 56;
  static final long R9 = 64;
  static final long R8 = 72;
  static final long RAX = 80;
  static final long RCX = 88;
  static final long RDX = 96;
  static final long RSI = 104;
  static final long RDI = 112;
  static final long ORIG_RAX = 120;
  static final long RIP = 128;
  static final long CS = 136;
  static final long EFLAGS = 144;
  static final long RSP = 152;
  static final long SS = 160;
  static final long FS_BASE = 168;

  /// The code segment of 64-bit programs (arch/x86/include/asm/segment.h, `__USER_CS`).
  static final long CODE_OF_64_BITS = 0x33;

  private final MemorySegment values;

  Registers(Arena arena) {
    values = arena.allocate(BYTES, 8);
  }

  MemorySegment values() {
    return values;
  }

  long get(long register) {
    return values.get(ValueLayout.JAVA_LONG, register);
  }

  Registers set(long register, long value) {
    values.set(ValueLayout.JAVA_LONG, register, value);
    return this;
  }

  Registers copy(Arena arena) {
    Registers copy = new Registers(arena);
    copy.values.copyFrom(values);
    return copy;
  }

  /// A system call, which returns behind the instruction; none that was interrupted is restarted.
  Registers call(long instruction, long number, long first, long second, long stack) {
    return set(RIP, instruction)
        .set(RAX, number)
        .set(ORIG_RAX, -1)
        .set(RDI, first)
        .set(RSI, second)
        .set(RDX, 0)
        .set(R10, 0)
        .set(R8, 0)
        .set(R9, 0)
        .set(RSP, stack);
  }
}
