package dev.fathom.malloc.tcmalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.Arrays;

/// Tells the spans one after the other, in address order; the objects of small ones each for
/// itself. **Cost**: some 10 ns an object, and the reading of what is handed out.
final class SpanWalk {
  /// How much of each payload the listener may look at.
  private static final long LOOK = 64;

  /// More objects than any span is cut into: the smallest ones in the longest.
  private static final int MOST_OBJECTS = 1 << 16;

  private final SizeMap sizes;
  private final Addresses cached;
  private final Words words;
  private final ChunkSink sink;

  /// A bit for each object of the span at hand that is free.
  private final long[] free = new long[MOST_OBJECTS / Long.SIZE];

  SpanWalk(SizeMap sizes, Addresses cached, Words words, ChunkSink sink) {
    this.sizes = sizes;
    this.cached = cached;
    this.words = words;
    this.sink = sink;
  }

  void walk(SpanPart part, Window window) {
    switch (part) {
      case Metadata own -> piece(own.start(), own.end(), ChunkState.BOOKKEEPING, window);
      case Span span -> {
        if (!span.isInUse()) {
          piece(span.start(), span.end(), ChunkState.FREE, window);
        } else if (span.sizeClass() == 0) {
          live(span.start(), span.end(), window);
        } else {
          objects(span, window);
        }
      }
    }
  }

  private void objects(Span span, Window window) {
    long size = span.sizeClass() < sizes.count() ? sizes.bytes(span.sizeClass()) : Long.MAX_VALUE;
    long objects = (span.end() - span.start()) / size;
    if (objects == 0 || objects > MOST_OBJECTS) {
      sink.violation("span's size class", span.descriptor());
      piece(span.start(), span.end(), ChunkState.UNPARSED, window);
      return;
    }
    window.require(span.start(), Math.min(span.end() - span.start(), Window.REACH));
    markFree(span, size, (int) objects, window);
    for (int object = 0; object < objects; ) {
      long start = span.start() + object * size;
      if (isFree(object)) {
        while (object < objects && isFree(object)) {
          object++;
        }
        piece(start, span.start() + object * size, ChunkState.FREE, window);
      } else {
        object++;
        live(start, start + size, window);
      }
    }
    piece(span.start() + objects * size, span.end(), ChunkState.BOOKKEEPING, window);
  }

  private void markFree(Span span, long size, int objects, Window window) {
    Arrays.fill(free, 0, (objects + Long.SIZE - 1) / Long.SIZE, 0);
    int listed = 0;
    for (long at = span.objects(); at != 0; at = next(at, window)) {
      if (!mark(span, at, size, objects)) {
        sink.violation("span's list of free objects", span.descriptor());
        break;
      }
      listed++;
    }
    if (objects - listed != span.handedOut()) {
      sink.violation("span's count of objects handed out", span.descriptor());
    }
    for (int i = cached.firstAt(span.start());
        i < cached.count() && cached.get(i) < span.end();
        i++) {
      if (!mark(span, cached.get(i), size, objects)) {
        sink.violation("cached object not handed out", cached.get(i));
      }
    }
  }

  private long next(long object, Window window) {
    return window.holds(object, Long.BYTES) ? window.u64(object) : words.u64(object);
  }

  /// Marks an object as free. False where none begins there, or one that was free already.
  private boolean mark(Span span, long address, long size, int objects) {
    long offset = address - span.start();
    long object = offset / size;
    if (offset < 0 || offset % size != 0 || object >= objects || isFree((int) object)) {
      return false;
    }
    free[(int) object >>> 6] |= 1L << object;
    return true;
  }

  private boolean isFree(int object) {
    return (free[object >>> 6] & 1L << object) != 0;
  }

  private void live(long start, long end, Window window) {
    window.require(start, Math.min(LOOK, end - start));
    sink.chunk(start, end, start, end, ChunkState.LIVE, window);
  }

  private void piece(long start, long end, ChunkState state, Window window) {
    if (start < end) {
      sink.chunk(start, end, start, start, state, window);
    }
  }
}
