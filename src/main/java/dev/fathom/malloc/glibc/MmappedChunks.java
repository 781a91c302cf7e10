package dev.fathom.malloc.glibc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.malloc.Claimant;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Window;

/// Chunks that have a mapping of their own (large requests): nobody lists them, they are known by
/// their header alone.
///
/// The header stands at the start of the mapping, or, for `memalign`, a little later. Its size
/// field carries IS_MMAPPED and no other flag. Up to 2.42 size and offset add up to the mapping;
/// from 2.43 the size is 16 less.
public final class MmappedChunks implements Claimant {
  private static final long PREVIOUS_SIZE = 0;
  private static final long SIZE = 8;
  private static final long PAYLOAD = 16;
  private static final long FLAGS = 7;
  private static final long IS_MMAPPED = 2;
  private static final long HUGE_PAGE = 1; // 2.43: lowest bit of the offset
  private static final long PAGE_BYTES = 4096;
  private static final long LOOK = 64;

  /// A page with a header at its start, or at `2^k - 16` for an alignment of `2^k`.
  private static final long SMALLEST_ALIGNMENT = 32;

  private final ChunkMarks marks;
  private final ChunkSink sink;

  MmappedChunks(ChunkMarks marks, ChunkSink sink) {
    this.marks = marks;
    this.sink = sink;
  }

  @Override
  public long claim(long address, long end, Window window) {
    window.require(address, PAGE_BYTES);
    long claimed = claimAt(address, 0, end, window);
    for (long alignment = SMALLEST_ALIGNMENT;
        claimed == 0 && alignment <= PAGE_BYTES;
        alignment *= 2) {
      claimed = claimAt(address, alignment - PAYLOAD, end, window);
    }
    return claimed > 0 ? claimed : claimFarFromStart(address, end, window);
  }

  /// An alignment above a page: the header stands at the end of a later page, and the pages before
  /// it were never touched. Its offset tells where the mapping begins.
  private long claimFarFromStart(long page, long end, Window window) {
    long inPage = PAGE_BYTES - PAYLOAD;
    long offset = window.u64(page + inPage + PREVIOUS_SIZE) & ~HUGE_PAGE;
    if (offset <= inPage || offset % PAGE_BYTES != inPage || offset > page + inPage) {
      return 0;
    }
    long mapping = page + inPage - offset;
    long claimed = claimAt(mapping, offset, page, end, window);
    return claimed == 0 ? 0 : mapping + claimed - page;
  }

  private long claimAt(long mapping, long lead, long end, Window window) {
    return claimAt(mapping, lead, mapping, end, window);
  }

  /// @param page the first page that is there
  private long claimAt(long mapping, long lead, long page, long end, Window window) {
    long chunk = mapping + lead;
    long size = window.u64(chunk + SIZE);
    long offset = window.u64(chunk + PREVIOUS_SIZE) & ~HUGE_PAGE;
    if ((size & FLAGS) != IS_MMAPPED || offset != lead) {
      return 0;
    }
    long bytes = size & ~FLAGS;
    long total = bytes + lead;
    if ((total + PAYLOAD) % PAGE_BYTES == 0) {
      total += PAYLOAD;
    }
    if (total % PAGE_BYTES != 0 || bytes < PAYLOAD || bytes < 0 || total > end - mapping) {
      return 0;
    }
    if (lead > 0) {
      sink.chunk(page, chunk, page, page, ChunkState.BOOKKEEPING, window);
    }
    window.require(chunk, Math.min(LOOK + PAYLOAD, mapping + total - chunk));
    // 2.42 and later: a thread may cache chunks of any size.
    ChunkState state = marks.from(chunk).chunk() == chunk ? ChunkState.CACHED : ChunkState.LIVE;
    sink.chunk(chunk, mapping + total, chunk + PAYLOAD, mapping + total, state, window);
    return total;
  }
}
