package dev.fathom.malloc.glibc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.ChunkState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// Follows the chunks of one heap by their sizes.
///
/// A chunk begins with a word that belongs to the chunk before, and its size with three flags in
/// the lowest bits. Whether it is free is told by the chunk *after* it (PREV_INUSE). **Cost**:
/// about 10 ns a chunk, and the reading of the heap.
final class HeapWalk {
  private static final long SIZE = 8;
  private static final long PAYLOAD = 16;
  private static final long FLAGS = 7;
  private static final long PREVIOUS_IN_USE = 1;
  private static final long SMALLEST = 0x20;
  private static final long ALIGNMENT = 16;
  private static final long FENCEPOST = 0x10;

  /// How much of each chunk the listener may look at.
  private static final long LOOK = 16 + 64;

  /// Up to this size, a chunk's end is likely to be in the window with its beginning.
  private static final long NEAR = 16 * 1024;

  /// Chunks in a row that must be sound before a walk is resumed.
  private static final int CERTAIN = 32;

  /// How far a walk looks for where it can go on.
  private static final long SEARCH_BYTES = 64L << 20;

  private final Words words;
  private final ChunkSink sink;

  HeapWalk(Words words, ChunkSink sink) {
    this.words = words;
    this.sink = sink;
  }

  void walk(Heap heap, long until, Window window) {
    if (heap.firstChunk() > heap.start()) {
      piece(heap.start(), heap.firstChunk(), ChunkState.BOOKKEEPING, window);
    }
    long end = heap.end();
    long chunk = heap.firstChunk();
    while (chunk < end && chunk < until) {
      if (end - chunk < PAYLOAD) {
        piece(chunk, end, ChunkState.BOOKKEEPING, window);
        return;
      }
      window.require(chunk, Math.min(LOOK, end - chunk));
      long bytes = window.u64(chunk + SIZE) & ~FLAGS;
      if (chunk == heap.top()) {
        if (chunk + bytes != end) {
          sink.violation("top chunk does not end its heap", chunk);
        }
        piece(chunk, end, ChunkState.TOP, window);
        return;
      }
      if (bytes == FENCEPOST) {
        chunk = fencepost(heap, chunk, window);
        continue;
      }
      if (bytes < SMALLEST || bytes % ALIGNMENT != 0 || bytes > end - chunk - PAYLOAD) {
        sink.violation("chunk size", chunk);
        chunk = resume(heap, chunk, ChunkState.UNPARSED, window);
        continue;
      }
      long next = chunk + bytes;
      boolean live = (sizeOf(chunk, next, window) & PREVIOUS_IN_USE) != 0;
      window.require(chunk, Math.min(LOOK, bytes));
      sink.chunk(
          chunk,
          next,
          chunk + PAYLOAD,
          next + SIZE, // the first word of the next chunk is this one's while it is live
          live ? ChunkState.LIVE : ChunkState.FREE,
          window);
      chunk = next;
    }
  }

  private long sizeOf(long chunk, long next, Window window) {
    if (next - chunk <= NEAR) {
      window.require(chunk, next + PAYLOAD - chunk);
    }
    return window.holds(next, PAYLOAD) ? window.u64(next + SIZE) : words.u64(next + SIZE);
  }

  /// Two fenceposts close a heap: for good, or where somebody else's brk memory follows.
  private long fencepost(Heap heap, long chunk, Window window) {
    long after = Math.min(chunk + 2 * FENCEPOST, heap.end());
    piece(chunk, after, ChunkState.BOOKKEEPING, window);
    return heap.top() != 0 && after < heap.end()
        ? resume(heap, after, ChunkState.FOREIGN, window)
        : rest(after, heap.end(), window);
  }

  private long rest(long from, long end, Window window) {
    if (from < end) {
      sink.violation("memory behind the last chunk", from);
      piece(from, end, ChunkState.UNPARSED, window);
    }
    return end;
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
      piece(from, until, until == heap.end() ? ChunkState.UNPARSED : gap, window);
    }
    return until;
  }

  private boolean soundFrom(Heap heap, long candidate) {
    long chunk = candidate;
    for (int count = 0; count < CERTAIN && chunk != heap.top(); count++) {
      long bytes = words.u64(chunk + SIZE) & ~FLAGS;
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
