package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.Mapping;
import dev.fathom.target.Target;
import dev.fathom.target.Words;

/// What Fathom needs of `mp_` (`struct malloc_par`).
///
/// Found by shape, in the data where the main arena is: a word between the start and the top of the
/// brk heap (`sbrk_base`), before it the two byte counts of mmapped memory, before those the limit
/// 65536 of the number of mmapped chunks, and before that their number.
///
/// @param sbrkBase where the brk heap begins; 0 where the structure was not found
/// @param mappedBytes bytes of the chunks that have a mapping of their own; 0 where it was not
///   found
/// @param mappedChunks how many there are
record Parameters(long sbrkBase, long mappedBytes, int mappedChunks) {
  private static final Parameters UNKNOWN = new Parameters(0, 0, 0);

  private static final long MAX_MMAPPED_BYTES = -8;
  private static final long MMAPPED_BYTES = -16;
  private static final long MMAPS_MAX = -32; // 2.35 and later
  private static final long MMAPS_MAX_BEFORE_2_35 = -28;
  private static final long MMAPS_BEFORE_MAX = -4;
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
      if (base < heapStart || Long.compareUnsigned(base, topChunk) > 0) {
        continue;
      }
      long limit = at + MMAPS_MAX;
      if (words.u32(limit) != DEFAULT_MMAPS_MAX) {
        limit = at + MMAPS_MAX_BEFORE_2_35;
      }
      long bytes = words.u64(at + MMAPPED_BYTES);
      long most = words.u64(at + MAX_MMAPPED_BYTES);
      if (words.u32(limit) == DEFAULT_MMAPS_MAX
          && (bytes & 15) == 0
          && (most & 15) == 0
          && Long.compareUnsigned(bytes, most) <= 0) {
        return new Parameters(base, bytes, words.u32(limit + MMAPS_BEFORE_MAX));
      }
    }
    return UNKNOWN;
  }
}
