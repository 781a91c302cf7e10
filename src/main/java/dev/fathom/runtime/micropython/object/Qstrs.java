package dev.fathom.runtime.micropython.object;

import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.target.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The interned strings of a program (`py/qstr.c`): pools, the newest first, each with a table of
/// addresses and one of lengths. Their numbers go from pool to pool.
///
/// They are read while the target is held, since names are needed when it runs again. **Memory**:
/// their text, and 4 bytes each.
public final class Qstrs {
  // qstr_pool_t, py/qstr.h
  private static final long PREVIOUS = 0;
  private static final long TOTAL_BEFORE = 8;
  private static final long LENGTH = 24;
  private static final long AFTER_LENGTH = 32;

  /// The highest bit says whether the pool is sorted; from 1.21 on.
  private static final long TOTAL_MASK = Long.MAX_VALUE;

  /// A pool is twice as large as the one before.
  private static final int MOST_POOLS = 64;

  private static final int MOST_IN_A_POOL = 1 << 20;
  private static final int MOST_TEXT = 32 << 20;

  /// So many strings of the first pool must be as long as is said.
  private static final int SAMPLE = 8;

  private final List<Pool> pools;
  private final byte[] text;
  private final int[] ends;

  /// Addresses of the texts of pools that are not the program's own constants; ascending.
  private final long[] texts;

  /// One pool.
  ///
  /// @param address where it begins
  /// @param first the number of its first string
  /// @param count how many it has
  private record Pool(long address, int first, int count) {}

  private Qstrs(List<Pool> pools, byte[] text, int[] ends, long[] texts) {
    this.pools = pools;
    this.text = text;
    this.ends = ends;
    this.texts = texts;
  }

  /// {@return whether a chain of pools begins at an address} **Cost**: a few words where the first
  /// already says no.
  static boolean isPool(long address, Words words) {
    List<Pool> pools = pools(address, words);
    return !pools.isEmpty() && tables(pools.getFirst(), words) >= 0;
  }

  /// {@return the pools of a chain, the oldest first; none where one is not sound}
  private static List<Pool> pools(long newest, Words words) {
    List<Pool> pools = new ArrayList<>();
    long at = newest;
    long expected = -1;
    while (at != 0) {
      if (at < 0 || at % Long.BYTES != 0 || pools.size() == MOST_POOLS) {
        return List.of();
      }
      long before = words.u64(at + TOTAL_BEFORE) & TOTAL_MASK;
      long count = words.u64(at + LENGTH);
      boolean sound =
          words.met()
              && count >= 0
              && count <= MOST_IN_A_POOL
              && before <= (long) MOST_POOLS * MOST_IN_A_POOL
              && (expected < 0 || before + count == expected);
      if (!sound) {
        return List.of();
      }
      pools.addFirst(new Pool(at, (int) before, (int) count));
      expected = before;
      at = words.u64(at + PREVIOUS);
    }
    return expected == 0 && pools.getFirst().count() > 0 ? pools : List.of();
  }

  /// {@return how many tables stand before that of the lengths: one of hashes, or none
  /// (`MICROPY_QSTR_BYTES_IN_HASH` is 0); -1 where neither fits}
  private static int tables(Pool pool, Words words) {
    for (int tables = 1; tables >= 0; tables--) {
      boolean sound = true;
      for (int at = 0; at < Math.min(SAMPLE, pool.count()) && sound; at++) {
        long start = start(pool, tables, at, words);
        int length = length(pool, tables, at, words);
        sound = start > 0 && words.u8(start + length) == 0 && words.met();
        for (int letter = 0; letter < length && sound; letter++) {
          sound = words.u8(start + letter) != 0;
        }
      }
      if (sound) {
        return tables;
      }
    }
    return -1;
  }

  private static long start(Pool pool, int tables, int at, Words words) {
    long first = pool.address() + AFTER_LENGTH + (long) (tables + 1) * Long.BYTES;
    return words.u64(first + (long) at * Long.BYTES);
  }

  private static int length(Pool pool, int tables, int at, Words words) {
    long lengths = words.u64(pool.address() + AFTER_LENGTH + (long) tables * Long.BYTES);
    return words.u8(lengths + at);
  }

  /// Reads all strings of a chain of pools, as far as there is room for.
  public static Qstrs read(long newest, Words words) {
    List<Pool> pools = pools(newest, words);
    int tables = pools.isEmpty() ? -1 : tables(pools.getFirst(), words);
    if (tables < 0) {
      return new Qstrs(List.of(), new byte[0], new int[0], new long[0]);
    }
    Pool last = pools.getLast();
    byte[] text = new byte[1 << 14];
    int[] ends = new int[last.first() + last.count()];
    long[] texts = new long[ends.length];
    int used = 0;
    for (Pool pool : pools) {
      for (int at = 0; at < pool.count(); at++) {
        long start = start(pool, tables, at, words);
        int length = length(pool, tables, at, words);
        byte[] one = used + length <= MOST_TEXT ? words.bytes(start, length) : null;
        if (one != null) {
          if (used + length > text.length) {
            text = Arrays.copyOf(text, Math.max(used + length, text.length * 2));
          }
          System.arraycopy(one, 0, text, used, length);
          used += length;
        }
        ends[pool.first() + at] = used;
        texts[pool.first() + at] = start;
      }
    }
    Arrays.sort(texts);
    return new Qstrs(pools, Arrays.copyOf(text, used), ends, texts);
  }

  /// {@return how an interned string is spelled, or null where none has the number}
  public @Nullable String spelling(int number) {
    if (number < 0 || number >= ends.length) {
      return null;
    }
    int from = number == 0 ? 0 : ends[number - 1];
    return new String(text, from, ends[number] - from, StandardCharsets.UTF_8);
  }

  /// {@return how many of them, the first ones, are constants of the interpreter's own program}
  ///
  /// @param heap where the pools are that were added to those
  public int constants(GcHeap heap) {
    return pools.stream()
        .filter(pool -> heap.head(pool.address()) >= 0)
        .mapToInt(Pool::first)
        .min()
        .orElse(ends.length);
  }

  /// {@return how many there are}
  public int count() {
    return ends.length;
  }

  /// {@return whether a pool begins at an address}
  boolean isOneOfThePools(long address) {
    return pools.stream().anyMatch(pool -> pool.address() == address);
  }

  /// {@return whether an interned string stands in a range of memory}
  boolean hasTextIn(long start, long end) {
    int at = Arrays.binarySearch(texts, start);
    int next = at >= 0 ? at : -at - 1;
    return next < texts.length && texts[next] < end;
  }
}
