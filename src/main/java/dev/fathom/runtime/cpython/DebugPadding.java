package dev.fathom.runtime.cpython;

import dev.fathom.runtime.Padding;
import dev.fathom.target.Window;

/// The padding of CPython's debug allocators (`PYTHONMALLOC=debug`, `-X dev`, `malloc_debug`,
/// `pymalloc_debug`, `mimalloc_debug`): `_PyMem_DebugRawAlloc` in `Objects/obmalloc.c`, the same
/// from 2.7 to 3.14.
///
/// Before the data stand their size, most significant byte first, a letter for the allocator that
/// was asked, and seven forbidden bytes; behind them eight forbidden bytes and in some builds a
/// serial number. What is freed is filled with another byte, the head included, and what was
/// allocated without a debug allocator (before there was one) has no such head: so each block says
/// for itself whether it is padded.
final class DebugPadding implements Padding {
  /// Before the data: `2 * SST`.
  private static final long HEAD_BYTES = 16;

  private static final long TAG = 8;

  /// Behind the data: `SST`, without the serial number.
  private static final long TAIL_BYTES = 8;

  // PYMEM_FORBIDDENBYTE (Include/internal/pycore_pymem.h), up to 3.7 FORBIDDENBYTE
  private static final long FORBIDDEN = 0xfdfdfdfd_fdfdfdfdL;
  private static final long FORBIDDEN_BEFORE_3_8 = 0xfbfbfbfb_fbfbfbfbL;

  private static final int LETTER_MASK = 0xff;

  /// In larger ones the end is not looked at: it may be far away.
  private static final long SMALL_BYTES = 2048;

  private static final int MOST_LAYERS = 3;

  private long dataStart;
  private long dataEnd;

  /// What pymalloc is asked for and is too large for it, it asks malloc for: and there stands a
  /// debug allocator too.
  @Override
  public boolean around(Window window, long start, long end) {
    if (!layer(window, start, end)) {
      return false;
    }
    for (int layers = 1; layers < MOST_LAYERS && layer(window, dataStart, dataEnd); layers++) {}
    return true;
  }

  private boolean layer(Window window, long start, long end) {
    long room = end - start - HEAD_BYTES - TAIL_BYTES;
    if (room < 0) {
      return false;
    }
    window.require(start, HEAD_BYTES);
    long tag = window.u64(start + TAG);
    long forbidden = forbidden(tag);
    if (forbidden == 0) {
      return false;
    }
    long bytes = Long.reverseBytes(window.u64(start));
    if (bytes < 0 || bytes > room) {
      return false;
    }
    if (bytes <= SMALL_BYTES) {
      window.require(start, HEAD_BYTES + bytes + TAIL_BYTES);
      if (window.u64(start + HEAD_BYTES + bytes) != forbidden) {
        return false;
      }
    }
    dataStart = start + HEAD_BYTES;
    dataEnd = dataStart + bytes;
    return true;
  }

  /// {@return what must stand behind the data; 0 where the tag is none}
  private static long forbidden(long tag) {
    boolean known =
        switch ((int) (tag & LETTER_MASK)) {
          case 'r', 'm', 'o' -> true;
          default -> false;
        };
    long behind = tag & ~(long) LETTER_MASK;
    if (!known) {
      return 0;
    }
    return behind == (FORBIDDEN & ~(long) LETTER_MASK)
        ? FORBIDDEN
        : behind == (FORBIDDEN_BEFORE_3_8 & ~(long) LETTER_MASK) ? FORBIDDEN_BEFORE_3_8 : 0;
  }

  @Override
  public long dataStart() {
    return dataStart;
  }

  @Override
  public long dataEnd() {
    return dataEnd;
  }
}
