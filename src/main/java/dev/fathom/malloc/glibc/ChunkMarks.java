package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.ChunkState;
import java.util.Arrays;

/// Chunks of which some list tells what they are: whether a chunk is merely free or live its
/// neighbour knows, but not whether a thread caches it, or in which list it waits.
///
/// **Memory**: 8 bytes a chunk, the state in the four bits that every address has free.
final class ChunkMarks {
  private static final int STATE_BITS = 15;

  /// States that lists tell.
  private static final ChunkState[] STATES = {
    ChunkState.CACHED,
    ChunkState.FAST,
    ChunkState.UNSORTED,
    ChunkState.LAST_REMAINDER,
    ChunkState.THREAD_CACHE,
    ChunkState.THREAD_VECTOR,
    ChunkState.STDIO
  };

  /// Above every address.
  private static final long END = Long.MAX_VALUE;

  private final long[] ascending;
  private final int count;

  private ChunkMarks(long[] ascending, int count) {
    this.ascending = ascending;
    this.count = count;
  }

  /// {@return a cursor that stands at the first mark at or above `address`}
  Cursor from(long address) {
    int found = Arrays.binarySearch(ascending, 0, count, address);
    return new Cursor(found >= 0 ? found : -found - 1);
  }

  /// Goes through marks in address order.
  final class Cursor {
    private int at;

    private Cursor(int at) {
      this.at = at;
    }

    /// {@return the marked chunk at hand; above every address if there is none}
    long chunk() {
      return at < count ? ascending[at] & ~STATE_BITS : END;
    }

    ChunkState state() {
      return STATES[(int) ascending[at] & STATE_BITS];
    }

    /// Passes the mark at hand.
    void next() {
      at++;
    }
  }

  /// Takes marks in any order.
  static final class Builder {
    private long[] marks = new long[256];
    private int count;

    /// @param chunk a multiple of 16
    void add(long chunk, ChunkState state) {
      if (count == marks.length) {
        marks = Arrays.copyOf(marks, 2 * count);
      }
      marks[count++] = chunk | Arrays.asList(STATES).indexOf(state);
    }

    ChunkMarks build() {
      long[] ascending = Arrays.copyOf(marks, count);
      Arrays.sort(ascending);
      return new ChunkMarks(ascending, count);
    }
  }
}
