package dev.fathom.malloc.glibc;

import dev.fathom.target.Words;

/// One arena's `struct malloc_state`, as it stands during a hold. Offsets count from its field
/// `top`: see [StateLayout].
///
/// @param top address of the field `top`
/// @param layout of the structure
record ArenaState(long top, StateLayout layout, Words words) {
  private static final long MUTEX = 0;
  private static final long FLAGS = 4;
  private static final int NONCONTIGUOUS = 2;

  private static final long FASTBINS_BEFORE_TOP = 0x50;
  private static final int FASTBINS = 10;
  private static final long LAST_REMAINDER = 8;
  private static final long FORWARD = 16;
  private static final long BACKWARD = 24;

  /// {@return address of the structure itself}
  long address() {
    return top - layout.beforeTop();
  }

  /// {@return address after its last byte, the first at which a chunk may begin}
  long end() {
    return top + layout.afterTopBytes();
  }

  long topChunk() {
    return words.u64(top);
  }

  /// {@return address of the next arena's structure; the last one's is the first}
  long next() {
    return words.u64(top + StateLayout.NEXT);
  }

  /// {@return how many bytes it took from the kernel, by its own count}
  long systemBytes() {
    return words.u64(top + layout.systemBytes());
  }

  /// Whether the main arena had to go on in memory that does not follow the brk heap.
  boolean noncontiguous() {
    return (words.u32(address() + FLAGS) & NONCONTIGUOUS) != 0;
  }

  /// Whether a thread is inside malloc with this arena, or a list is open.
  boolean busy() {
    if (words.u32(address() + MUTEX) != 0) {
      return true;
    }
    for (int bin = 0; bin < StateLayout.BIN_COUNT; bin++) {
      long head = binHead(bin);
      if (words.u64(words.u64(head + FORWARD) + BACKWARD) != head
          || words.u64(words.u64(head + BACKWARD) + FORWARD) != head) {
        return true;
      }
    }
    return false;
  }

  /// {@return what a list of free chunks takes for its head; bin 0 is the unsorted one}
  long binHead(int bin) {
    return top + bin * StateLayout.BIN_BYTES;
  }

  long lastRemainder() {
    return words.u64(top + LAST_REMAINDER);
  }

  /// {@return how many fastbins it has: none from 2.43 on}
  int fastbins() {
    return layout.beforeTop() > FASTBINS_BEFORE_TOP ? FASTBINS : 0;
  }

  /// {@return the first chunk of a fastbin, or 0}
  long fastbin(int index) {
    return words.u64(top - FASTBINS_BEFORE_TOP + (long) index * Long.BYTES);
  }
}
