package dev.fathom.malloc.jemalloc;

/// The sizes that jemalloc hands out: four steps between one power of two and the next (`sc.h`).
final class SizeClass {
  /// SC_NSIZES: all of them.
  static final int COUNT = 232;

  /// SC_NBINS: those that slabs are made for.
  static final int SMALL_COUNT = 36;

  private static final int TINY_BYTES = 8; // one class below the quantum
  private static final int LG_QUANTUM = 4;
  private static final int LG_STEPS = 2;

  private SizeClass() {}

  /// {@return bytes of class `index`, which is less than [#COUNT]}
  static long bytes(int index) {
    if (index == 0) {
      return TINY_BYTES;
    }
    int group = (index - 1) >>> LG_STEPS;
    int step = (index - 1) & ((1 << LG_STEPS) - 1);
    long base = group == 0 ? 0 : 1L << (LG_QUANTUM + LG_STEPS - 1 + group);
    return base + ((step + 1L) << (LG_QUANTUM - 1 + Math.max(group, 1)));
  }
}
