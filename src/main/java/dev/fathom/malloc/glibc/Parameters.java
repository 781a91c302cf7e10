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
/// @param place where its fields are
record Parameters(
    long sbrkBase, long mappedBytes, int mappedChunks, long trimThreshold, Place place) {
  private static final Parameters UNKNOWN =
      new Parameters(0, 0, 0, Arena.NOT_SAID, new Place(0, 0, 0, 0));

  /// Where some fields are; the others follow these in the order of the structure.
  ///
  /// @param first address of `trim_threshold`; 0 where the structure was not found
  /// @param mmaps address of `n_mmaps`
  /// @param mapped address of `mmapped_mem`
  /// @param base address of `sbrk_base`
  record Place(long first, long mmaps, long mapped, long base) {}

  private static final long MMAPS_BEFORE_MAX = -4;
  private static final int DEFAULT_MMAPS_MAX = 65536;

  /// Where `mmap_threshold` is, counted from the beginning.
  private static final long THRESHOLD = 16;

  /// Nobody has requests of so few bytes get a mapping of their own.
  private static final long LEAST_THRESHOLD = 1024;

  /// Where the fields are, counted from `sbrk_base`.
  ///
  /// @param mmapsMax `n_mmaps_max`
  /// @param mmappedBytes `mmapped_mem`, with `max_mmapped_mem` after it
  /// @param trimThreshold `trim_threshold`, which is the first
  private record Shape(long mmapsMax, long mmappedBytes, long trimThreshold) {
    long first() {
      return mmapsMax + MMAPS_BEFORE_MAX;
    }

    /// {@return where the structure begins} Since 2.43 `thp_mode` stands before `thp_pagesize`.
    /// Then `arena_test`, which is 8 if nobody set it, is where `mmap_threshold` was.
    long start(long base, Words words) {
      long place = words.u64(base + trimThreshold + THRESHOLD);
      boolean longer =
          mmapsMax == SHAPES.getFirst().mmapsMax && 0 < place && place < LEAST_THRESHOLD;
      return base + trimThreshold - (longer ? Long.BYTES : 0);
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(-32, -16, -96), // 2.35 and later: huge pages; see Shape#start
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
              base,
              bytes,
              words.u32(at + shape.first()),
              words.u64(shape.start(at, words)),
              new Place(shape.start(at, words), at + shape.first(), at + shape.mmappedBytes(), at));
        }
      }
    }
    return UNKNOWN;
  }
}
