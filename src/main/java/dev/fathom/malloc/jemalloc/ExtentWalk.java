package dev.fathom.malloc.jemalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.Arrays;

/// Tells the extents one after the other, in address order; the regions of slabs each for itself.
/// **Cost**: some 10 ns a region, and the reading of what is handed out.
final class ExtentWalk {
  /// How much of each payload the listener may look at.
  private static final long LOOK = 64;

  private final ThreadCaches.Contents caches;
  private final Words words;
  private final ChunkSink sink;

  /// A bit for each region of the slab at hand that is free.
  private final long[] free = new long[Extent.MOST_REGIONS / Long.SIZE];

  /// A bit for each region that holds a list of a thread's cache.
  private final long[] lists = new long[Extent.MOST_REGIONS / Long.SIZE];

  ExtentWalk(ThreadCaches.Contents caches, Words words, ChunkSink sink) {
    this.caches = caches;
    this.words = words;
    this.sink = sink;
  }

  void walk(ExtentPart part, Window window) {
    switch (part) {
      case BaseBlock block -> piece(block.start(), block.end(), ChunkState.BOOKKEEPING, window);
      case Extent extent -> {
        if (!extent.isActive()) {
          piece(extent.start(), extent.end(), ChunkState.FREE, window);
        } else if (extent.isSlab()) {
          slab(extent, window);
        } else {
          large(extent, window);
        }
      }
    }
  }

  private void large(Extent extent, Window window) {
    if (caches.kept().anyIn(extent.start(), extent.end())) {
      piece(extent.start(), extent.end(), ChunkState.FREE, window);
    } else if (caches.stacks().anyIn(extent.start(), extent.end())) {
      piece(extent.start(), extent.end(), ChunkState.BOOKKEEPING, window);
    } else {
      long payload = extent.payload();
      window.require(payload, LOOK);
      sink.chunk(
          extent.start(),
          extent.end(),
          payload,
          payload + SizeClass.bytes(extent.sizeClass()),
          ChunkState.LIVE,
          window);
    }
  }

  private void slab(Extent slab, Window window) {
    long size = SizeClass.bytes(slab.sizeClass());
    int regions = (int) ((slab.end() - slab.start()) / size);
    readBitmap(slab, regions);
    markKept(slab, size, regions);
    markLists(slab, size, regions);
    for (int region = 0; region < regions; ) {
      long start = slab.start() + region * size;
      ChunkState state = state(region);
      region++;
      if (state == ChunkState.LIVE) {
        window.require(start, Math.min(LOOK, size));
        sink.chunk(start, start + size, start, start + size, state, window);
      } else {
        while (region < regions && state(region) == state) {
          region++;
        }
        piece(start, slab.start() + region * size, state, window);
      }
    }
    piece(slab.start() + regions * size, slab.end(), ChunkState.BOOKKEEPING, window);
  }

  private ChunkState state(int region) {
    if (isSet(free, region)) {
      return ChunkState.FREE;
    }
    return isSet(lists, region) ? ChunkState.BOOKKEEPING : ChunkState.LIVE;
  }

  private void readBitmap(Extent slab, int regions) {
    int count = 0;
    for (int i = 0; i < free.length; i++) {
      int bits = Math.clamp(regions - i * Long.SIZE, 0, Long.SIZE);
      long mask = bits == 0 ? 0 : -1L >>> (Long.SIZE - bits);
      free[i] = words.u64(slab.descriptor() + Extent.FREE_REGIONS + i * (long) Long.BYTES) & mask;
      count += Long.bitCount(free[i]);
    }
    if (count != slab.freeCount()) {
      sink.violation("slab's count of free regions", slab.descriptor());
    }
  }

  private void markKept(Extent slab, long size, int regions) {
    Addresses kept = caches.kept();
    for (int i = kept.firstAt(slab.start()); i < kept.count() && kept.get(i) < slab.end(); i++) {
      long offset = kept.get(i) - slab.start();
      int region = (int) (offset / size);
      if (offset % size != 0 || region >= regions || isSet(free, region)) {
        sink.violation("cached region not handed out", kept.get(i));
      } else {
        free[region >>> 6] |= 1L << region;
      }
    }
  }

  private void markLists(Extent slab, long size, int regions) {
    Arrays.fill(lists, 0);
    Addresses stacks = caches.stacks();
    for (int i = stacks.firstAt(slab.start());
        i < stacks.count() && stacks.get(i) < slab.end();
        i++) {
      int region = (int) ((stacks.get(i) - slab.start()) / size);
      if (region < regions) {
        lists[region >>> 6] |= 1L << region;
      }
    }
  }

  private static boolean isSet(long[] bits, int region) {
    return (bits[region >>> 6] & 1L << region) != 0;
  }

  private void piece(long start, long end, ChunkState state, Window window) {
    if (start < end) {
      sink.chunk(start, end, start, start, state, window);
    }
  }
}
