package dev.fathom.malloc.glibc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// Follows the chunks of one heap by their sizes.
///
/// A chunk begins with a word that belongs to the chunk before, and its size with three flags in
/// the lowest bits. Whether it is free is told by the chunk *after* it (PREV_INUSE). **Cost**:
/// about 10 ns a chunk, and the reading of the heap.
final class HeapWalk {
  static final long SIZE = 8;
  static final long FLAGS = 7;
  private static final long PAYLOAD = 16;
  private static final long FORWARD = 16;
  private static final long BACK = 24;
  private static final long PREVIOUS_IN_USE = 1;
  private static final long IS_MMAPPED = 2;
  private static final long SMALLEST = 0x20;
  private static final long ALIGNMENT = 16;
  private static final long FENCEPOST = 0x10;

  /// From this size on a free chunk goes into a bin of a range of sizes (`in_smallbin_range`).
  private static final long SMALLEST_LARGE = 0x400;

  /// How much of each chunk the listener may look at.
  private static final long LOOK = 16 + 64;

  /// Up to this size, a chunk's end is likely to be in the window with its beginning.
  private static final long NEAR = 16 * 1024;

  /// Chunks in a row that must be sound before a walk is resumed.
  private static final int CERTAIN = 32;

  /// How far a walk looks for where it can go on.
  private static final long SEARCH_BYTES = 64L << 20;

  private final ChunkMarks marks;
  private final Words words;
  private final ChunkSink sink;

  HeapWalk(ChunkMarks marks, Words words, ChunkSink sink) {
    this.marks = marks;
    this.words = words;
    this.sink = sink;
  }

  /// Tells the chunks that begin in `[from, until)`.
  ///
  /// @param from the heap's start, or what a call returned
  /// @return the first chunk at or above `until`, or the heap's end
  long walk(Heap heap, long from, long until, Window window) {
    long end = heap.end();
    long chunk = from;
    if (from == heap.start() && heap.firstChunk() > from) {
      piece(from, heap.firstChunk(), ChunkState.BOOKKEEPING, window);
      chunk = heap.firstChunk();
    }
    ChunkMarks.Cursor listed = marks.from(chunk);
    boolean previousFree = chunk > heap.firstChunk() && isAfterFree(chunk, window);
    while (chunk < end && chunk < until) {
      if (end - chunk < PAYLOAD) {
        piece(chunk, end, ChunkState.BOOKKEEPING, window);
        return end;
      }
      window.require(chunk, Math.min(LOOK, end - chunk));
      long bytes = window.u64(chunk + SIZE) & ~FLAGS;
      if (chunk == heap.top()) {
        if (chunk + bytes != end) {
          sink.violation("top chunk does not end its heap", chunk);
        }
        piece(chunk, end, ChunkState.TOP, window);
        return end;
      }
      if (bytes == FENCEPOST) {
        chunk = fencepost(heap, chunk, window);
        previousFree = false;
        continue;
      }
      boolean room = bytes <= end - chunk - PAYLOAD || isLast(heap, chunk, bytes);
      if (bytes < SMALLEST || bytes % ALIGNMENT != 0 || !room) {
        sink.violation("chunk size", chunk);
        chunk = resume(heap, chunk, ChunkState.UNPARSED, window);
        previousFree = false;
        continue;
      }
      long next = chunk + bytes;
      if ((window.u64(chunk + SIZE) & IS_MMAPPED) != 0) {
        sink.violation("chunk of a heap that says it is mapped", chunk);
      }
      boolean used = (sizeOf(chunk, next, window) & PREVIOUS_IN_USE) != 0;
      if (!used && window.holds(next, Long.BYTES) && window.u64(next) != bytes) {
        sink.violation("size after a free chunk", chunk);
        used = !isInBin(chunk);
      }
      ChunkState state = state(chunk, bytes, used, listed);
      if (!used && previousFree) {
        sink.violation("free chunks side by side", chunk);
      }
      previousFree = !used;
      window.require(chunk, Math.min(LOOK, bytes));
      sink.chunk(
          chunk,
          next,
          chunk + PAYLOAD,
          next + SIZE, // the first word of the next chunk is this one's while it is live
          state,
          window);
      chunk = next;
    }
    passBy(chunk, listed);
    return chunk;
  }

  /// Whether a chunk is the one before the top, of which nothing is known where its size was
  /// overwritten.
  private static boolean isLast(Heap heap, long chunk, long bytes) {
    return chunk + bytes == heap.top() && bytes <= heap.end() - chunk;
  }

  private static boolean isAfterFree(long chunk, Window window) {
    window.require(chunk, PAYLOAD);
    return (window.u64(chunk + SIZE) & PREVIOUS_IN_USE) == 0;
  }

  /// Passes what lists say to begin before `chunk`, where no chunk does.
  private void passBy(long chunk, ChunkMarks.Cursor listed) {
    while (listed.chunk() < chunk) {
      sink.violation("listed, but not a chunk", listed.chunk());
      listed.next();
    }
  }

  /// Whether the chunks to which the links of a chunk lead lead back, as those of each free one do.
  /// Asked where what stands behind a chunk contradicts itself: either word there may have been
  /// overwritten, the one that says how large a free chunk is, or the bit that says it is free.
  private boolean isInBin(long chunk) {
    long forward = words.u64(chunk + FORWARD);
    long back = words.u64(chunk + BACK);
    return words.u64(forward + BACK) == chunk && words.u64(back + FORWARD) == chunk;
  }

  /// {@return what a chunk is}: the lists know more than the bit in its neighbour.
  private ChunkState state(long chunk, long bytes, boolean used, ChunkMarks.Cursor listed) {
    passBy(chunk, listed);
    if (listed.chunk() != chunk) {
      if (used) {
        return ChunkState.LIVE;
      }
      return bytes < SMALLEST_LARGE ? ChunkState.SMALL : ChunkState.LARGE;
    }
    ChunkState state = listed.state();
    listed.next();
    while (listed.chunk() == chunk) {
      sink.violation("chunk in two lists", chunk);
      listed.next();
    }
    boolean binned = state == ChunkState.UNSORTED || state == ChunkState.LAST_REMAINDER;
    if (binned == used) {
      sink.violation("a list and the chunk's neighbour disagree", chunk);
    }
    return state;
  }

  private long sizeOf(long chunk, long next, Window window) {
    if (next - chunk <= NEAR) {
      window.require(chunk, next + PAYLOAD - chunk);
    }
    return window.holds(next, PAYLOAD) ? window.u64(next + SIZE) : words.u64(next + SIZE);
  }

  /// Fenceposts close a heap: for good, or where somebody else's brk memory follows.
  private long fencepost(Heap heap, long chunk, Window window) {
    long after = afterFenceposts(chunk, heap.end(), words);
    piece(chunk, after, ChunkState.FENCEPOST, window);
    if (after < heap.end() && heap.brk()) {
      return resume(heap, after, ChunkState.FOREIGN, window);
    }
    if (after < heap.end()) {
      sink.violation("memory behind the last chunk", after);
      piece(after, heap.end(), ChunkState.UNPARSED, window);
    }
    return heap.end();
  }

  /// {@return address after the fenceposts that begin at `chunk`} They are two; three where the
  /// last chunk before them would have been too small to be free. The last one in a heap of a
  /// thread says that it has no size at all.
  static long afterFenceposts(long chunk, long end, Words words) {
    long after = Math.min(chunk + 2 * FENCEPOST, end);
    return end - after >= FENCEPOST
            && (words.u64(chunk + FENCEPOST + SIZE) & ~FLAGS) == FENCEPOST
            && (words.u64(after + SIZE) & ~FLAGS) == FENCEPOST
        ? after + FENCEPOST
        : after;
  }

  /// {@return the next address at which a chain of sound chunks begins}, the gap being told as
  /// `gap`.
  private long resume(Heap heap, long from, ChunkState gap, Window window) {
    long limit = Math.min(heap.end(), from + SEARCH_BYTES);
    long candidate = from + ALIGNMENT - 1 & -ALIGNMENT;
    if (gap == ChunkState.UNPARSED) {
      candidate += ALIGNMENT;
    }
    while (candidate < limit && !soundFrom(heap, candidate)) {
      candidate += ALIGNMENT;
    }
    long until = candidate < limit ? candidate : heap.end();
    if (from < until) {
      piece(from, until, gap, window);
    }
    return until;
  }

  /// {@return the first address in `[from, until)` from which on chunks are sound; `until` where
  /// there is none}
  long begin(Heap heap, long from, long until) {
    long candidate = Math.max(from, heap.firstChunk()) + ALIGNMENT - 1 & -ALIGNMENT;
    while (candidate < until && !soundFrom(heap, candidate)) {
      candidate += ALIGNMENT;
    }
    return Math.min(candidate, until);
  }

  private boolean soundFrom(Heap heap, long candidate) {
    long chunk = candidate;
    for (int count = 0; count < CERTAIN && chunk != heap.top(); count++) {
      long bytes = words.u64(chunk + SIZE) & ~FLAGS;
      if (bytes == FENCEPOST && count > 0) {
        return (words.u64(chunk + FENCEPOST + SIZE) & ~FLAGS) == FENCEPOST;
      }
      if (bytes < SMALLEST
          || bytes % ALIGNMENT != 0
          || Long.compareUnsigned(bytes, heap.end() - chunk) >= 0) {
        return false;
      }
      chunk += bytes;
    }
    return true;
  }

  private void piece(long start, long end, ChunkState state, Window window) {
    sink.chunk(start, end, start, start, state, window);
  }
}
