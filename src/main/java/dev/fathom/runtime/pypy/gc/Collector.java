package dev.fathom.runtime.pypy.gc;

import dev.fathom.malloc.StaticData;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.OptionalLong;

/// Where the collector has its fields (`IncrementalMiniMarkGC` in
/// `rpython/memory/gc/incminimark.py`), seen from the one that says where the nursery begins. The
/// translator sorts fields by their names, so they stand alike in all versions that have the same.
public final class Collector {
  static final long OBJECTS_TO_YOUNG = 0x50;
  static final long LARGE_OBJECTS = 0x78;
  static final long PREBUILT_ROOTS = 0x88;
  static final long LARGE_BYTES = 0xa8;
  static final long YOUNG_LARGE_OBJECTS = 0x178;

  private static final long STATE = -0xb8;
  private static final long LARGEST_YOUNG = -0x10;
  private static final long FREE = 0x10;
  private static final long SIZE = 0x20;
  private static final long TOP = 0x30;

  private static final long MOST_NURSERY_BYTES = 1L << 38;
  private static final long MOST_YOUNG_BYTES = 1L << 24;
  private static final int MOST_FIELDS = 64;

  private Collector() {}

  /// {@return where the field of the nursery stands in the variables of a module} **Cost**: see
  /// [StaticData#find].
  public static OptionalLong find(Target target) {
    Words words = new Words(target.memory());
    return StaticData.find(target, address -> isAt(address, words, target));
  }

  private static boolean isAt(long field, Words words, Target target) {
    long nursery = words.u64(field);
    if (nursery <= 0 || nursery % Long.BYTES != 0) {
      return false;
    }
    long size = words.u64(field + SIZE);
    long young = words.u64(field + LARGEST_YOUNG) + 1;
    if (young <= 1 || young > MOST_YOUNG_BYTES || size < 2 * young || size > MOST_NURSERY_BYTES) {
      return false;
    }
    long free = words.u64(field + FREE);
    long top = words.u64(field + TOP);
    return free >= nursery
        && top >= nursery
        && top <= nursery + size
        && free <= nursery + size + young
        && StaticData.leadsToMemory(target, nursery)
        && arenas(field, words) != 0;
  }

  /// {@return where the struct of the arenas is, or 0 where the collector has none}
  static long arenas(long field, Words words) {
    for (int before = 1; before <= MOST_FIELDS; before++) {
      long address = words.u64(field - (long) before * Long.BYTES);
      if (address > 0 && address % Long.BYTES == 0 && Arenas.isAt(address, words)) {
        return address;
      }
    }
    return 0;
  }

  /// {@return what the collector says of itself}
  static Fields read(long field, Words words) {
    return new Fields(
        words.u64(field),
        words.u64(field + FREE),
        words.u64(field + SIZE) + words.u64(field + LARGEST_YOUNG) + 1,
        words.u64(field + STATE) != 0,
        words.u64(field + LARGE_BYTES));
  }

  /// The fields that are numbers.
  ///
  /// @param nursery where the nursery begins
  /// @param free up to where it is handed out
  /// @param nurseryBytes of how many bytes it is, with what is never handed out
  /// @param collecting whether a collection is under way
  /// @param largeBytes how many bytes of objects it has malloc'ed
  record Fields(long nursery, long free, long nurseryBytes, boolean collecting, long largeBytes) {}
}
