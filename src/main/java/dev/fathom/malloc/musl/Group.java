package dev.fathom.malloc.musl;

import dev.fathom.target.Words;
import org.jspecify.annotations.Nullable;

/// A group of slots of one size, as its descriptor (`struct meta`) tells.
///
/// A header of one unit comes first, the slots follow. What is left of the mapping behind the last
/// slot is not used.
///
/// @param start address of the header
/// @param end address after the group: of its mapping, or of its last slot where it lies in a slot
///   of another group or was donated by the loader
/// @param stride bytes from one slot to the next
/// @param slots how many
/// @param free a bit for each slot that is not handed out
/// @param mapped whether it has a mapping of its own: then it lies in no other group
record Group(long start, long end, long stride, int slots, int free, boolean mapped)
    implements GroupPart {
  /// Size of `struct meta`.
  static final long META_BYTES = 40;

  /// UNIT: what sizes and offsets are multiples of; also the size of a group's header.
  static final long UNIT = 16;

  // struct meta
  private static final long MEMORY = 16;
  private static final long AVAILABLE_MASK = 24;
  private static final long FREED_MASK = 28;
  private static final long BITS = 32;
  private static final long LAST_INDEX_MASK = 31;
  private static final int CLASS_SHIFT = 6;
  private static final int CLASS_MASK = 63;
  private static final int MAP_PAGES_SHIFT = 12;

  /// Of what has a mapping of its own and was too large for any class.
  private static final int CLASSLESS = 63;

  private static final long PAGE_BYTES = 4096;

  /// Pages of the largest address space that there is.
  private static final long MOST_PAGES = 1L << 44;

  /// Slot sizes in units, by class (`size_classes` in `malloc.c`).
  private static final short[] SIZE_CLASSES = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36, 42, 50, 63, 72, 84, 102, 127, 146,
    170, 204, 255, 292, 340, 409, 511, 584, 682, 818, 1023, 1169, 1364, 1637, 2047, 2340, 2730,
    3276, 4095, 4680, 5460, 6552, 8191
  };

  /// Whether a descriptor describes anything.
  static boolean isUsed(long meta, Words words) {
    return words.u64(meta + MEMORY) != 0;
  }

  /// {@return where the group of a descriptor is, sound or not}
  static long memory(long meta, Words words) {
    return words.u64(meta + MEMORY);
  }

  /// {@return the group of a descriptor, or null where the two do not fit each other}
  static @Nullable Group of(long meta, Words words) {
    long start = memory(meta, words);
    int available = words.u32(meta + AVAILABLE_MASK);
    int freed = words.u32(meta + FREED_MASK);
    long bits = words.u64(meta + BITS);
    int last = (int) (bits & LAST_INDEX_MASK);
    int sizeClass = (int) (bits >>> CLASS_SHIFT) & CLASS_MASK;
    long pages = bits >>> MAP_PAGES_SHIFT;
    int all = (2 << last) - 1;
    boolean classless = sizeClass == CLASSLESS && last == 0 && pages > 0;
    if (start <= 0
        || start % UNIT != 0
        || words.u64(start) != meta
        || (available & freed) != 0
        || ((available | freed) & ~all) != 0
        || (sizeClass >= SIZE_CLASSES.length && !classless)
        || pages >= MOST_PAGES) {
      return null;
    }
    // A slot that has a mapping to itself fills it (get_stride).
    long stride =
        last == 0 && pages > 0 ? pages * PAGE_BYTES - UNIT : UNIT * SIZE_CLASSES[sizeClass];
    int slots = last + 1;
    long slotsEnd = start + UNIT + stride * slots;
    long end = pages > 0 ? start + pages * PAGE_BYTES : slotsEnd;
    return end < slotsEnd
        ? null
        : new Group(start, end, stride, slots, available | freed, pages > 0);
  }

  /// {@return first address of a slot}
  long slot(int index) {
    return start + UNIT + index * stride;
  }

  boolean isFree(int slot) {
    return (free & 1 << slot) != 0;
  }
}
