package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.model.memory.PageFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Asks the kernel for the frame behind a page.
public final class PageFrames {
  // Documentation/admin-guide/mm/pagemap.rst
  private static final long PRESENT = 1L << 63;
  private static final long FRAME_MASK = (1L << 55) - 1;
  private static final int PAGE_SHIFT = 12;

  private PageFrames() {}

  /// Asks for the page that holds `address`.
  public static PageFrame of(int process, long address) {
    long entry = word("/proc/" + process + "/pagemap", address >>> PAGE_SHIFT);
    if (entry == 0 || entry == -1) {
      return new PageFrame(0, -1, entry == 0 ? "the page has none now" : "the kernel refuses it");
    }
    if ((entry & PRESENT) == 0) {
      return new PageFrame(0, -1, "the page is in the swap area");
    }
    long number = entry & FRAME_MASK;
    return number == 0
        ? new PageFrame(0, -1, "the kernel shows it only with CAP_SYS_ADMIN")
        : new PageFrame(number, word("/proc/kpagecount", number), "");
  }

  /// {@return a word of a file of words, or -1 where it cannot be read}
  private static long word(String file, long index) {
    int descriptor = Libc.open(file);
    if (descriptor < 0) {
      return -1;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(ValueLayout.JAVA_LONG);
      long got = Libc.pread(descriptor, word, Long.BYTES, index * Long.BYTES);
      return got == Long.BYTES ? word.get(ValueLayout.JAVA_LONG, 0) : -1;
    } finally {
      Libc.close(descriptor);
    }
  }
}
