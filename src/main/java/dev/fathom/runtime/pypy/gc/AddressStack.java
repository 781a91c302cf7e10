package dev.fathom.runtime.pypy.gc;

import dev.fathom.model.column.LongColumn;
import dev.fathom.target.Words;

/// The collector's lists of addresses (`get_address_stack` in `rpython/memory/support.py`): chunks
/// of 1019, the newest first and not full.
final class AddressStack {
  private static final long CHUNK = 8;
  private static final long USED = 16;
  private static final int ITEMS = 1019;

  private AddressStack() {}

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
