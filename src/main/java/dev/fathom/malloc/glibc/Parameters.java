package dev.fathom.malloc.glibc;

import dev.fathom.target.Mapping;
import dev.fathom.target.Target;
import dev.fathom.target.Words;

/// What Fathom needs of `mp_` (`struct malloc_par`).
///
/// Found by shape, in the data where the main arena is: a word between the start and the top of the
/// brk heap (`sbrk_base`), before it the two byte counts of mmapped memory, before those the limit
/// 65536 of the number of mmapped chunks.
///
/// @param sbrkBase where the brk heap begins; 0 where the structure was not found
record Parameters(long sbrkBase) {
  private static final long MAX_MMAPPED_BYTES = -8;
  private static final long MMAPPED_BYTES = -16;
  private static final long MMAPS_MAX = -32; // 2.35 and later
  private static final long MMAPS_MAX_BEFORE_2_35 = -28;
  private static final int DEFAULT_MMAPS_MAX = 65536;

  static Parameters find(Target target, MainArena arena, Words words) {
    long topChunk = words.u64(arena.top());
    long heapStart = topChunk;
    for (Mapping mapping : target.mappings()) {
      if (mapping.name().equals("[heap]") || mapping.contains(topChunk)) {
        heapStart = Math.min(heapStart, mapping.start());
      }
    }
    for (long at = arena.areaStart() - MMAPS_MAX; at < arena.areaEnd(); at += Long.BYTES) {
      long base = words.u64(at);
      if (base >= heapStart
          && base <= topChunk
          && (words.u32(at + MMAPS_MAX) == DEFAULT_MMAPS_MAX
              || words.u32(at + MMAPS_MAX_BEFORE_2_35) == DEFAULT_MMAPS_MAX)) {
        long bytes = words.u64(at + MMAPPED_BYTES);
        long most = words.u64(at + MAX_MMAPPED_BYTES);
        if ((bytes & 15) == 0 && (most & 15) == 0 && Long.compareUnsigned(bytes, most) <= 0) {
          return new Parameters(base);
        }
      }
    }
    return new Parameters(0);
  }
}
