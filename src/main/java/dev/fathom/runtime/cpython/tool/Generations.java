package dev.fathom.runtime.cpython.tool;

import dev.fathom.runtime.cpython.object.MappedRanges;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Words;
import java.util.OptionalInt;

/// In which generation of the collector an object is (`Modules/gcmodule.c`, `Python/gc.c`): each is
/// a ring of its objects, with a head among the interpreter's own data.
///
/// **Cost**: a word for each object between it and the head.
final class Generations {
  private static final int MOST_STEPS = 200_000;
  private static final long LINK_FLAGS = 3; // 3.14 notes the space of old ones in them
  private static final int GENERATIONS = 3;
  private static final long THRESHOLD_BYTES = 2 * Integer.BYTES;
  private static final int LARGEST_THRESHOLD = 1 << 24;

  private final Words words;
  private final MappedRanges mapped;
  private final Offsets offsets;

  Generations(Words words, MappedRanges mapped, Offsets offsets) {
    this.words = words;
    this.mapped = mapped;
    this.offsets = offsets;
  }

  /// {@return the generation of an object that the collector tracks; empty where it is too far from
  /// the head of its ring, or in none}
  OptionalInt of(long object) {
    long start = object - offsets.gcHeadBytes();
    long back = start;
    long on = start;
    for (int step = 0; step < MOST_STEPS; step++) {
      on = words.u64(on) & ~LINK_FLAGS;
      back = words.u64(back + Long.BYTES) & ~LINK_FLAGS;
      if (!mapped.writable(on) || !mapped.writable(back)) {
        return OptionalInt.empty();
      }
      for (long each : new long[] {on, back}) {
        int generation = generation(each);
        if (generation >= 0) {
          return OptionalInt.of(generation);
        }
      }
      if (on == start) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  /// {@return which generation's head stands at a place, or -1} The heads stand one behind the
  /// other, each followed by its threshold and count.
  private int generation(long at) {
    long stride = offsets.gcHeadBytes() + THRESHOLD_BYTES;
    if (!isHead(at)) {
      return -1;
    }
    for (int generation = 0; generation < GENERATIONS; generation++) {
      boolean all = true;
      for (int other = 0; other < GENERATIONS && all; other++) {
        all = isHead(at + (other - generation) * stride);
      }
      if (all) {
        return generation;
      }
    }
    return -1;
  }

  private boolean isHead(long at) {
    long next = words.u64(at) & ~LINK_FLAGS;
    long threshold = words.u32(at + offsets.gcHeadBytes());
    return threshold >= 0
        && threshold < LARGEST_THRESHOLD
        && mapped.writable(next)
        && (words.u64(next + Long.BYTES) & ~LINK_FLAGS) == at;
  }
}
