package dev.fathom.runtime.pypy.gc;

import dev.fathom.model.column.LongColumn;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// The collector's lists of addresses (`get_address_stack` in `rpython/memory/support.py`): chunks
/// of 1019, the newest first and not full. Chunks that no list needs any more are kept for the
/// next.
public final class AddressStack {
  private static final long CHUNK = 8;
  private static final long USED = 16;
  private static final int ITEMS = 1019;

  /// What a chunk takes; what malloc gives beyond that may lie in the chunk behind it.
  public static final long CHUNK_BYTES = (ITEMS + 1) * (long) Long.BYTES;

  /// Malloc rounds up to 16 bytes.
  private static final long MOST_ROUNDING = 16;

  private static final int LOOK_ITEMS = 16;

  private AddressStack() {}

  /// Whether a piece of malloc's memory is a chunk of such a list: of its size, and what it begins
  /// with leads to objects, if only to those of long ago. **Cost**: some nanoseconds where the size
  /// already says no.
  ///
  /// @param heap whose objects those are
  public static boolean isChunk(long start, long end, Window window, MinimarkHeap heap) {
    if (end - start < CHUNK_BYTES || end - start > CHUNK_BYTES + MOST_ROUNDING) {
      return false;
    }
    window.require(start, (LOOK_ITEMS + 1) * (long) Long.BYTES);
    long next = window.u64(start);
    int led = 0;
    for (int item = 1; item <= LOOK_ITEMS; item++) {
      led += heap.mayHold(window.u64(start + (long) item * Long.BYTES)) ? 1 : 0;
    }
    return next >= 0 && next % Long.BYTES == 0 && led == LOOK_ITEMS;
  }

  /// Adds the addresses of a stack to others.
  ///
  /// @param at where the stack stands
  /// @param most that are read
  static void read(long at, long most, Words words, LongColumn into) {
    long used = Math.clamp(words.u64(at + USED), 0, ITEMS);
    long read = 0;
    for (long chunk = words.u64(at + CHUNK); chunk != 0 && read <= most; chunk = words.u64(chunk)) {
      for (int item = 0; item < used; item++) {
        into.add(words.u64(chunk + Long.BYTES + (long) item * Long.BYTES));
      }
      read += Math.max(1, used);
      used = ITEMS;
    }
  }
}
