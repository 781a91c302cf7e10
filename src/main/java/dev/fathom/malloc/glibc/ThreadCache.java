package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The table of a thread's cache, `tcache_perthread_struct`: how many free chunks of each size, and
/// the first of each. It stands in a chunk of its own.
///
/// | version | counts | bins | bytes |
/// |---|---|---|---|
/// | 2.26 to 2.29 | `char` | 64 | 576 |
/// | 2.30 to 2.41 | `uint16_t` | 64 | 640 |
/// | 2.42 and later | `uint16_t`, of the *free slots* | 64 small, 12 large | 760 |
///
/// @param chunk the chunk that the table stands in
/// @param cached the chunks that it lists
/// @param damaged whether a list of it leads astray, or is not as long as it says
record ThreadCache(long chunk, List<Long> cached, boolean damaged) {
  private static final long PAYLOAD = 16;
  private static final long SIZE = 8;
  private static final long SIZE_FLAGS = 7;
  private static final long PREVIOUS_IN_USE = 1;
  private static final long ALIGNMENT_BITS = 15;

  private static final int SMALL_BINS = 64;
  private static final long SMALLEST_CHUNK = 0x20;

  /// A count is 16 bits wide, so no list is longer than this, whatever `glibc.malloc.tcache_count`.
  private static final int LONGEST = 0xffff;

  /// In so many lists of a table that was written over links may lead astray.
  private static final int TOLERATED = 16;

  /// One layout of the table.
  ///
  /// @param chunkBytes of the chunk it is in; 16 more where the remainder was too small to split
  ///   off, or (2.43) where the size is rounded twice
  /// @param countBytes of one count
  /// @param bins how many
  /// @param counted whether the counts are of what is there, not of what is free
  private record Shape(long chunkBytes, int countBytes, int bins, boolean counted) {
    long entries() {
      return ((long) bins * countBytes + Long.BYTES - 1) & -Long.BYTES;
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(0x250, 1, 64, true),
          new Shape(0x290, 2, 64, true),
          new Shape(0x300, 2, 76, false),
          new Shape(0x310, 2, 76, false));

  ThreadCache {
    cached = List.copyOf(cached);
  }

  /// {@return the table at an address, if there can be one} One that lists nothing looks like any
  /// zeroed memory of that size.
  ///
  /// @param pointer address of the table, as the thread keeps it
  static @Nullable ThreadCache at(long pointer, ArenaHeaps heaps, FreeLists lists, Words words) {
    return at(pointer, heaps, lists, words, false);
  }

  /// {@return the table at an address, where some of what it says is wrong} It lists something, and
  /// most of its lists are sound.
  static @Nullable ThreadCache damagedAt(
      long pointer, ArenaHeaps heaps, FreeLists lists, Words words) {
    return at(pointer, heaps, lists, words, true);
  }

  private static @Nullable ThreadCache at(
      long pointer, ArenaHeaps heaps, FreeLists lists, Words words, boolean tolerant) {
    long chunk = pointer - PAYLOAD;
    if ((pointer & ALIGNMENT_BITS) != 0 || heaps.at(chunk) == null) {
      return null;
    }
    long size = words.u64(chunk + SIZE) & ~SIZE_FLAGS;
    for (Shape shape : SHAPES) {
      if (size == shape.chunkBytes || size == shape.chunkBytes + PAYLOAD) {
        ThreadCache cache = read(pointer, shape, lists, words, tolerant);
        if (cache != null && (words.u64(chunk + size + SIZE) & PREVIOUS_IN_USE) != 0) {
          return cache;
        }
      }
    }
    return null;
  }

  private static @Nullable ThreadCache read(
      long table, Shape shape, FreeLists lists, Words words, boolean tolerant) {
    List<Long> cached = new ArrayList<>();
    int free = -1;
    int astray = 0;
    boolean miscounted = false;
    for (int bin = 0; bin < shape.bins; bin++) {
      long first = words.u64(table + shape.entries() + (long) bin * Long.BYTES);
      long count = count(table, bin, shape, words);
      int before = cached.size();
      long size = bin < SMALL_BINS ? SMALLEST_CHUNK + bin * 16L : 0;
      OptionalLong broken =
          lists.chain(
              first,
              size,
              PAYLOAD,
              chunk -> {
                if (cached.size() - before <= LONGEST) {
                  cached.add(chunk);
                }
              });
      int listed = cached.size() - before;
      astray += broken.isPresent() || listed > LONGEST ? 1 : 0;
      if (shape.counted) {
        miscounted |= count != listed;
      } else if (bin < SMALL_BINS) {
        // What is there and what is still free make the same sum in each bin.
        miscounted |= free >= 0 && free != count + listed;
        free = Math.toIntExact(count + listed);
      }
      if (astray > (tolerant ? TOLERATED : 0) || (miscounted && !tolerant)) {
        return null;
      }
    }
    boolean damaged = astray > 0 || miscounted;
    return damaged && cached.isEmpty()
        ? null
        : new ThreadCache(table - PAYLOAD, cached.stream().distinct().toList(), damaged);
  }

  private static long count(long table, int bin, Shape shape, Words words) {
    return shape.countBytes == 1
        ? words.u8(table + bin)
        : words.u32(table + (long) bin * shape.countBytes) & 0xffff;
  }

  void mark(ChunkMarks.Builder marks) {
    marks.add(chunk, ChunkState.THREAD_CACHE);
    cached.forEach(each -> marks.add(each, ChunkState.CACHED));
  }
}
