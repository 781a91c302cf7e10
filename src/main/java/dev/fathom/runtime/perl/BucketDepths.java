package dev.fathom.runtime.perl;

import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How many buckets of a hash hold how many entries, and how good that is (`dump.c`, `do_sv_dump`).
///
/// @param counts of buckets, by how many entries are in each
record BucketDepths(List<Long> counts) {
  /// Deeper ones are counted as so deep (`FREQ_MAX`).
  private static final int DEEPEST = 199;

  BucketDepths {
    counts = List.copyOf(counts);
  }

  /// Counts the entries of all buckets.
  ///
  /// @param max the number of buckets, less one
  static BucketDepths of(Words words, PerlOffsets offsets, long table, long max) {
    long[] counts = new long[DEEPEST + 1];
    for (long bucket = 0; table != 0 && bucket <= max; bucket++) {
      int depth = 0;
      long entry = words.u64(table + bucket * Long.BYTES);
      while (entry != 0 && depth < DEEPEST && words.met()) {
        depth++;
        entry = words.u64(entry + offsets.entryNext);
      }
      counts[depth]++;
    }
    List<Long> known = new ArrayList<>();
    for (long count : counts) {
      known.add(count);
    }
    return new BucketDepths(known);
  }

  /// {@return how many buckets are not empty}
  long filled() {
    return counts.stream().skip(1).mapToLong(Long::longValue).sum();
  }

  /// {@return what as good a hash as can be expected would cost to be searched for each of its
  /// keys, in parts of what this one costs}
  ///
  /// @param keys how many there are
  String quality(long keys) {
    double sum = 0;
    for (int depth = 1; depth < counts.size(); depth++) {
      sum += (double) counts.get(depth) * depth * depth;
    }
    double buckets = 2.0 * Long.highestOneBit(keys);
    double expected = keys + (double) keys * (keys - 1) / buckets;
    return String.format(Locale.ROOT, "%.1f%%", expected / sum * 100);
  }

  /// {@return `0:7, 1:1`}
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int depth = 0; depth < counts.size(); depth++) {
      if (counts.get(depth) > 0) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(depth)
            .append(depth == DEEPEST ? "+" : "")
            .append(':')
            .append(counts.get(depth));
      }
    }
    return text.toString();
  }
}
