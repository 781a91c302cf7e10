package dev.fathom.malloc.tcmalloc;

import dev.fathom.target.Words;
import org.jspecify.annotations.Nullable;

/// A run of tcmalloc's pages, as its descriptor (`struct Span` in `span.h`) tells of it.
///
/// @param descriptor address of the structure
/// @param start first address
/// @param end address after the last
/// @param objects first of the list of free objects
/// @param bits number of objects handed out, size class, and which list of spans it is on
record Span(long descriptor, long start, long end, long objects, int bits) implements SpanPart {
  /// Size of a descriptor.
  static final long DESCRIPTOR_BYTES = 48;

  /// kPageShift (`common.h`)
  static final int PAGE_SHIFT = 13;

  // struct Span
  private static final long START = 0;
  private static final long LENGTH = 8;
  private static final long OBJECTS = 32;
  private static final long BITS = 40;

  // the bit fields
  private static final int HANDED_OUT_MASK = 0xffff;
  private static final int CLASS_SHIFT = 16;
  private static final int CLASS_MASK = 0xff;
  private static final int LOCATION_SHIFT = 24;
  private static final int LOCATION_MASK = 3;

  private static final int IN_USE = 0;
  private static final int LAST_LOCATION = 2;

  private static final long MOST_PAGES = 1L << (47 - PAGE_SHIFT);

  /// {@return what a descriptor tells, or null where none stands}
  static @Nullable Span of(long descriptor, Words words) {
    long first = words.u64(descriptor + START);
    long pages = words.u64(descriptor + LENGTH);
    int bits = words.u32(descriptor + BITS);
    if (first <= 0
        || first >= MOST_PAGES
        || pages <= 0
        || pages > MOST_PAGES - first
        || location(bits) > LAST_LOCATION) {
      return null;
    }
    return new Span(
        descriptor,
        first << PAGE_SHIFT,
        (first + pages) << PAGE_SHIFT,
        words.u64(descriptor + OBJECTS),
        bits);
  }

  private static int location(int bits) {
    return bits >>> LOCATION_SHIFT & LOCATION_MASK;
  }

  /// Whether it is handed out, or cut into objects.
  boolean isInUse() {
    return location(bits) == IN_USE;
  }

  /// {@return the class of its objects; 0 where it is one allocation}
  int sizeClass() {
    return bits >>> CLASS_SHIFT & CLASS_MASK;
  }

  /// {@return how many of its objects are not on its own list}
  int handedOut() {
    return bits & HANDED_OUT_MASK;
  }
}
