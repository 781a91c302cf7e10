package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// Tells the blocks of one stretch of slices after the other, in address order. **Cost**: some 10
/// ns a block, and the reading of the pages in use.
final class PageWalk {
  /// How much of each block the listener may look at.
  private static final long LOOK = 64;

  private final FreeBlocks free;
  private final BlockStart rule;
  private final Words words;
  private final ChunkSink sink;

  PageWalk(FreeBlocks free, BlockStart rule, Words words, ChunkSink sink) {
    this.free = free;
    this.rule = rule;
    this.words = words;
    this.sink = sink;
  }

  void walk(MiStretch stretch, Window window) {
    switch (stretch) {
      case MiStretch.Plain plain -> piece(plain.start(), plain.end(), plain.state(), window);
      case MiStretch.Blocks blocks -> page(blocks.page(), window);
    }
  }

  private void page(MiPage page, Window window) {
    long first = page.firstBlock(rule, words);
    if (!page.isSound(first)) {
      sink.violation("page of blocks", page.descriptor());
      piece(page.start(), page.end(), ChunkState.UNPARSED, window);
      return;
    }
    window.require(page.start(), Math.min(page.bytes(), Window.REACH));
    free.mark(page, first, window);
    piece(page.start(), first, ChunkState.BOOKKEEPING, window);
    long size = page.blockBytes();
    int block = 0;
    while (block < page.capacity()) {
      long start = first + block * size;
      if (free.isFree(block)) {
        while (block < page.capacity() && free.isFree(block)) {
          block++;
        }
        piece(start, first + block * size, ChunkState.FREE, window);
      } else {
        block++;
        live(start, size, page, window);
      }
    }
    long neverUsed = first + page.capacity() * size;
    long end = first + page.reserved() * size;
    piece(neverUsed, end, ChunkState.FREE, window);
    piece(end, page.end(), ChunkState.BOOKKEEPING, window);
  }

  /// A block, and what a build with padding keeps behind what the program asked for: bytes that it
  /// did not ask for, a canary, and the number of those bytes.
  private void live(long start, long size, MiPage page, Window window) {
    long asked = page.layout().hasKeys() ? asked(start, size, window) : size;
    window.require(start, Math.min(LOOK, size));
    if (asked > 0) {
      sink.chunk(start, start + asked, start, start + asked, ChunkState.LIVE, window);
    }
    piece(start + asked, start + size, ChunkState.PADDING, window);
  }

  /// {@return how many of a block's bytes the program asked for, as its padding says; all of them
  /// where it has none}
  private long asked(long start, long size, Window window) {
    long last = start + size - Long.BYTES;
    window.require(start, Math.min(size, Window.REACH));
    long padding = window.holds(last, Long.BYTES) ? window.u64(last) : words.u64(last);
    long unasked = padding >>> Integer.SIZE;
    return free.links().isCanary(padding, start) && unasked <= size - Long.BYTES
        ? size - Long.BYTES - unasked
        : size;
  }

  private void piece(long start, long end, ChunkState state, Window window) {
    if (start < end) {
      sink.chunk(start, end, start, start, state, window);
    }
  }
}
