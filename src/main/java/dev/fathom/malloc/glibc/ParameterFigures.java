package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.AllocatorFigure;
import dev.fathom.model.memory.AllocatorFigure.Unit;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;

/// All fields of `mp_` (`struct malloc_par` in `malloc/malloc.c`) that say something to a reader.
/// They have had the same order since 2.10.
final class ParameterFigures {
  /// `TCACHE_SMALL_BINS`, and those of large chunks since 2.42.
  private static final long MOST_BINS = 64 + 12;

  private static final long MOST_CACHED_BYTES = 1L << 32;
  private static final long MOST_CACHED = 0xffff;

  private final String allocator;
  private final Words words;
  private final List<AllocatorFigure> figures = new ArrayList<>();

  private ParameterFigures(String allocator, Words words) {
    this.allocator = allocator;
    this.words = words;
  }

  /// {@return the figures; none where the structure was not found}
  static List<AllocatorFigure> of(String allocator, Parameters parameters, Words words) {
    if (parameters.place().first() == 0) {
      return List.of();
    }
    ParameterFigures all = new ParameterFigures(allocator, words);
    all.limits(parameters.place().first());
    all.mappings(parameters.place().mmaps(), parameters.place().mapped());
    all.cache(parameters.place().base() + Long.BYTES);
    return all.figures;
  }

  private void limits(long at) {
    bytes("trim_threshold", at, "free() gives back of the end of a heap from here on");
    bytes("top_pad", at + 8, "is asked for beyond what is needed when a heap grows");
    bytes("mmap_threshold", at + 16, "requests of so much get a mapping of their own");
    count("arena_test", at + 24, "from so many arenas on the limit of arenas is reckoned");
    count("arena_max", at + 32, "the most arenas; 0 is eight for each processor");
  }

  private void mappings(long mmaps, long mapped) {
    halfCount("n_mmaps", mmaps, "chunks that have a mapping of their own now");
    halfCount("n_mmaps_max", mmaps + 4, "the most that may have one");
    halfCount("max_n_mmaps", mmaps + 8, "the most that had one");
    add(
        "no_dyn_threshold",
        Unit.COUNT,
        Integer.toUnsignedLong(words.u32(mmaps + 12)),
        "0 where freeing a chunk with a mapping raises mmap_threshold to its size");
    bytes("mmapped_mem", mapped, "what chunks with a mapping of their own take");
    bytes("max_mmapped_mem", mapped + 8, "the most that these took");
  }

  /// Since 2.26. What stands there before that is of another variable.
  private void cache(long at) {
    long bins = words.u64(at);
    long most = words.u64(at + 8);
    long each = words.u64(at + 16);
    boolean plausible =
        bins > 0
            && Long.compareUnsigned(bins, MOST_BINS) <= 0
            && Long.compareUnsigned(most, MOST_CACHED_BYTES) < 0
            && Long.compareUnsigned(each, MOST_CACHED) <= 0;
    if (plausible) {
      count("tcache_bins", at, "sizes of chunks of which a thread keeps free ones");
      bytes("tcache_max_bytes", at + 8, "the largest chunk that a thread keeps");
      count("tcache_count", at + 16, "how many of one size a thread keeps");
    }
  }

  private void bytes(String name, long at, String meaning) {
    add(name, Unit.BYTES, words.u64(at), meaning);
  }

  private void count(String name, long at, String meaning) {
    add(name, Unit.COUNT, words.u64(at), meaning);
  }

  private void halfCount(String name, long at, String meaning) {
    add(name, Unit.COUNT, Integer.toUnsignedLong(words.u32(at)), meaning);
  }

  /// No variable of a sound heap is negative.
  private void add(String name, Unit unit, long value, String meaning) {
    figures.add(new AllocatorFigure(allocator, name, unit, Math.max(0, value), meaning));
  }
}
