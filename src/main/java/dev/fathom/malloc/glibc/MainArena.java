package dev.fathom.malloc.glibc;

import dev.fathom.target.AddressSpace;
import dev.fathom.model.memory.Area;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.Optional;

/// Where `main_arena` is, and the shape of `struct malloc_state` in this glibc.
///
/// All offsets here count from the field `top`, because what stands before it changed with the
/// versions (`malloc/malloc.c`):
///
/// | before `top` | version | fields |
/// |---|---|---|
/// | 0x58 | up to 2.26 | mutex, flags, fastbinsY[10] |
/// | 0x60 | 2.27 to 2.42 | mutex, flags, have_fastchunks, fastbinsY[10] |
/// | 0x08 | 2.43 | mutex, flags (the fastbins are gone) |
///
/// @param top address of the field `top` of the main arena
/// @param areaStart first address of the data in which it was found
/// @param areaEnd address after the last of that data
/// @param beforeTop bytes of the structure before `top`
record MainArena(long top, long areaStart, long areaEnd, long beforeTop) {
  static final long BINS = 16;
  static final long BIN_BYTES = 16;
  static final int BIN_COUNT = 127;
  static final long NEXT = BINS + BIN_COUNT * BIN_BYTES + 16; // after binmap[4]
  static final long ATTACHED_THREADS = NEXT + 16;
  static final long AFTER_TOP_BYTES = ATTACHED_THREADS + 24; // attached, system_mem, max_system_mem

  private static final long FORWARD = 16;
  private static final long BACKWARD = 24;
  private static final long[] BEFORE_TOP = {0x60, 0x58, 0x08};

  /// A running process may be changing some bins while they are read.
  private static final int TOLERATED = 40;

  private static final int MOST_ARENAS = 1 << 16;

  /// Looks through the writable data of a module. **Cost**: 0.1 ms for a libc.
  static Optional<MainArena> find(Target target, LoadedModule module, Words words) {
    long start = 0;
    long end = 0;
    for (Area area : AddressSpace.areas(target)) {
      if (module.holds(area) && area.kind().staticData()) {
        start = start == 0 ? area.start() : start;
        end = area.end();
      }
    }
    for (long top = start; top + AFTER_TOP_BYTES <= end; top += Long.BYTES) {
      if (isArena(top, words)) {
        long before = beforeTop(top, words);
        if (before != 0) {
          return Optional.of(new MainArena(top, start, end, before));
        }
      }
    }
    return Optional.empty();
  }

  /// {@return address of the structure itself, by which its heaps and the ring refer to it}
  long state() {
    return top - beforeTop;
  }

  private static boolean isArena(long top, Words words) {
    // The last bin is never used (largebin_index ends at 126): a sure and cheap first test.
    long last = top + (BIN_COUNT - 1) * BIN_BYTES;
    if (words.u64(last + FORWARD) != last || words.u64(last + BACKWARD) != last) {
      return false;
    }
    int broken = 0;
    for (int bin = 0; bin < BIN_COUNT && broken <= TOLERATED; bin++) {
      long head = top + bin * BIN_BYTES;
      long forward = words.u64(head + FORWARD);
      long backward = words.u64(head + BACKWARD);
      boolean empty = forward == head && backward == head;
      if (!empty
          && (forward == head
              || backward == head
              || ((forward | backward) & 15) != 0
              || words.u64(forward + BACKWARD) != head
              || words.u64(backward + FORWARD) != head)) {
        broken++;
      }
    }
    long topChunk = words.u64(top);
    return broken <= TOLERATED && topChunk != 0 && (topChunk & 15) == 0;
  }

  /// The size of the head of the structure is the one with which the ring of arenas closes.
  private static long beforeTop(long top, Words words) {
    for (long before : BEFORE_TOP) {
      long state = words.u64(top + NEXT);
      for (int steps = 0; steps < MOST_ARENAS && state != 0; steps++) {
        if (state == top - before) {
          return before;
        }
        long chunk = words.u64(state + before);
        if (!words.met() || chunk == 0 || (chunk & 15) != 0) {
          break;
        }
        state = words.u64(state + before + NEXT);
      }
    }
    return 0;
  }
}
