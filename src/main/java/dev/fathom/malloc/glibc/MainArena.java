package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.Area;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where `main_arena` is, and how its structure is laid out in this glibc.
///
/// @param top address of the field `top` of the main arena
/// @param areaStart first address of the data in which it was found
/// @param areaEnd address after the last of that data
/// @param layout of all arenas
record MainArena(long top, long areaStart, long areaEnd, StateLayout layout) {
  private static final long FORWARD = 16;
  private static final long BACKWARD = 24;

  /// A running process may be changing some bins while they are read.
  private static final int TOLERATED = 40;

  private static final int MOST_ARENAS = 1 << 16;

  /// No arena has as many threads, and none took less from the kernel.
  private static final long MOST_ATTACHED = 1 << 16;

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
    for (long top = start; top + StateLayout.LONGEST_AFTER_TOP <= end; top += Long.BYTES) {
      MainArena arena = at(top, start, end, words);
      if (arena != null) {
        return Optional.of(arena);
      }
    }
    return Optional.empty();
  }

  /// {@return the main arena whose field `top` is at an address of `[start, end)`, if one is}
  static @Nullable MainArena at(long top, long start, long end, Words words) {
    if (!isArena(top, words)) {
      return null;
    }
    StateLayout layout = layout(top, words);
    return layout == null ? null : new MainArena(top, start, end, layout);
  }

  /// {@return address of the structure itself, by which its heaps and the ring refer to it}
  long state() {
    return top - layout.beforeTop();
  }

  /// {@return the most bytes that it ever had of the kernel}
  long mostSystemBytes(Words words) {
    return words.u64(top + layout.systemBytes() + Long.BYTES);
  }

  /// {@return address after the structure}
  long end() {
    return top + layout.afterTopBytes();
  }

  /// {@return where the list of the last bin has its head in an arena}
  static long lastBin(long top) {
    return top + (StateLayout.BIN_COUNT - 1) * StateLayout.BIN_BYTES;
  }

  /// {@return where the arena's `top` is by the head of its last bin}
  static long topOfLastBin(long head) {
    return head - (StateLayout.BIN_COUNT - 1) * StateLayout.BIN_BYTES;
  }

  private static boolean isArena(long top, Words words) {
    // The last bin is never used (largebin_index ends at 126): a sure and cheap first test.
    long last = lastBin(top);
    if (words.u64(last + FORWARD) != last || words.u64(last + BACKWARD) != last) {
      return false;
    }
    int broken = 0;
    for (int bin = 0; bin < StateLayout.BIN_COUNT && broken <= TOLERATED; bin++) {
      long head = top + bin * StateLayout.BIN_BYTES;
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

  /// The head of the structure is as long as lets the ring of arenas close; what its fields after
  /// `next` are shows by what stands there.
  private static @Nullable StateLayout layout(long top, Words words) {
    Set<Long> ring = Set.of();
    long head = 0;
    for (StateLayout layout : StateLayout.ALL) {
      if (layout.beforeTop() != head) {
        head = layout.beforeTop();
        ring = ring(top, head, words);
      }
      if (!ring.isEmpty() && fits(layout, top, ring, words)) {
        return layout;
      }
    }
    return null;
  }

  /// {@return the arenas; none where the ring does not close}
  private static Set<Long> ring(long top, long beforeTop, Words words) {
    Set<Long> ring = new HashSet<>();
    long state = words.u64(top + StateLayout.NEXT);
    while (ring.size() < MOST_ARENAS && state != 0 && ring.add(state)) {
      if (state == top - beforeTop) {
        return ring;
      }
      long chunk = words.u64(state + beforeTop);
      if (!words.met() || chunk == 0 || (chunk & 15) != 0) {
        break;
      }
      state = words.u64(state + beforeTop + StateLayout.NEXT);
    }
    return Set.of();
  }

  private static boolean fits(StateLayout layout, long top, Set<Long> ring, Words words) {
    long nextFree = words.u64(top + StateLayout.AFTER_NEXT);
    if (layout.hasNextFree() && nextFree != 0 && !ring.contains(nextFree)) {
      return false;
    }
    long attached = words.u64(top + StateLayout.ATTACHED);
    if (layout.hasAttached() && Long.compareUnsigned(attached, MOST_ATTACHED) >= 0) {
      return false;
    }
    long taken = words.u64(top + layout.systemBytes());
    long most = words.u64(top + layout.systemBytes() + Long.BYTES);
    return Long.compareUnsigned(taken, most) <= 0;
  }
}
