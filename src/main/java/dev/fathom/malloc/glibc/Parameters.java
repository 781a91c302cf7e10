package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;

/// What Fathom needs of `mp_` (`struct malloc_par` in `malloc/malloc.c`).
///
/// Found by shape, in the data where the main arena is: a word between the start and the top of the
/// brk heap (`sbrk_base`), before it the two byte counts of mmapped memory, before those the limit
/// 65536 of the number of mmapped chunks, and before that their number.
///
/// @param sbrkBase where the brk heap begins; 0 where the structure was not found
/// @param mappedBytes bytes of the chunks that have a mapping of their own; 0 where it was not
///   found
/// @param mappedChunks how many there are
/// @param trimThreshold how large a top must be for `free` to give some of it back;
///   [Arena#NOT_SAID] where it was not found
record Parameters(long sbrkBase, long mappedBytes, int mappedChunks, long trimThreshold) {
  private static final Parameters UNKNOWN = new Parameters(0, 0, 0, Arena.NOT_SAID);

  private static final long MMAPS_BEFORE_MAX = -4;
  private static final int DEFAULT_MMAPS_MAX = 65536;

  /// Where the fields are, counted from `sbrk_base`.
  ///
  /// @param mmapsMax `n_mmaps_max`
  /// @param mmappedBytes `mmapped_mem`, with `max_mmapped_mem` after it
  /// @param trimThreshold `trim_threshold`, which is the first
  private record Shape(long mmapsMax, long mmappedBytes, long trimThreshold) {
    long first() {
      return mmapsMax + MMAPS_BEFORE_MAX;
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(-32, -16, -96), // 2.35 and later: huge pages
          new Shape(-28, -16, -72), // 2.24 to 2.34
          new Shape(-36, -24, -80), // 2.18 to 2.23: max_total_mem
          new Shape(-44, -24, -88)); // up to 2.17: pagesize

  static Parameters find(Target target, MainArena arena, Words words) {
    long topChunk = words.u64(arena.top());
    long heapStart = topChunk;
    for (Mapping mapping : target.mappings()) {
      if (mapping.name().equals("[heap]") || mapping.contains(topChunk)) {
        heapStart = Math.min(heapStart, mapping.start());
      }
    }
    for (Shape shape : SHAPES) {
      for (long at = arena.areaStart() - (shape.first() & -Long.BYTES);
          at < arena.areaEnd();
          at += Long.BYTES) {
        long base = words.u64(at);
        if (base < heapStart || Long.compareUnsigned(base, topChunk) > 0) {
          continue;
        }
        long bytes = words.u64(at + shape.mmappedBytes());
        long most = words.u64(at + shape.mmappedBytes() + Long.BYTES);
        if (words.u32(at + shape.mmapsMax()) == DEFAULT_MMAPS_MAX
            && (bytes & 15) == 0
            && (most & 15) == 0
            && Long.compareUnsigned(bytes, most) <= 0) {
          return new Parameters(
              base, bytes, words.u32(at + shape.first()), words.u64(at + shape.trimThreshold()));
        }
      }
    }
    return UNKNOWN;
  }
}
