package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// Tells the blocks of one segment after the other, in address order. **Cost**: some 10 ns a block,
/// and the reading of the pages in use.
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

  void walk(MiSegment segment, Window window) {
    long at = segment.pages().getFirst().end();
    piece(segment.start(), at, ChunkState.BOOKKEEPING, window);
    for (MiPage page : segment.body()) {
      if (page.inUse()) {
        page(page, segment.layout(), window);
      } else {
        piece(page.start(), page.end(), ChunkState.FREE, window);
      }
      at = page.end();
    }
    piece(at, segment.end(), ChunkState.BOOKKEEPING, window);
  }

  private void page(MiPage page, Layout layout, Window window) {
    long first = page.firstBlock(layout, rule, words);
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
        window.require(start, Math.min(LOOK, size));
        sink.chunk(start, start + size, start, start + size, ChunkState.LIVE, window);
      }
    }
    long neverUsed = first + page.capacity() * size;
    long end = first + page.reserved() * size;
    piece(neverUsed, end, ChunkState.FREE, window);
    piece(end, page.end(), ChunkState.BOOKKEEPING, window);
  }

  private void piece(long start, long end, ChunkState state, Window window) {
    if (start < end) {
      sink.chunk(start, end, start, start, state, window);
    }
  }
}
