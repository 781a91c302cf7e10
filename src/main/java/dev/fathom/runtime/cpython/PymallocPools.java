package dev.fathom.runtime.cpython;

import dev.fathom.malloc.Claimant;
import dev.fathom.model.memory.BlockState;
import dev.fathom.runtime.Padding;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.cpython.struct.PythonVersion;
import dev.fathom.target.Window;
import org.jspecify.annotations.Nullable;

/// CPython's small-object allocator (`Objects/obmalloc.c`): arenas cut into pools, pools cut into
/// blocks of one size class.
///
/// A pool is known by its 48-byte header, every field of which limits the others; a pool of the
/// wrong geometry never passes. Blocks below `nextoffset` were handed out at least once; those of
/// them that are not on the pool's chain of free blocks are live, and their number must be
/// `ref.count`.
final class PymallocPools implements Claimant {
  // struct pool_header
  private static final long COUNT = 0;
  private static final long FREE_BLOCK = 8;
  private static final long ARENA_INDEX = 32;
  private static final long SIZE_INDEX = 36;
  private static final long NEXT_OFFSET = 40;
  private static final long MAX_NEXT_OFFSET = 44;
  private static final int HEADER_BYTES = 48;

  private static final int ALIGNMENT = 16;
  private static final int SIZE_CLASSES = 32;
  private static final int MOST_ARENAS = 1 << 22;

  // 3.10 introduced larger pools and arenas (ARENA_BITS, POOL_BITS).
  private static final int POOL_BYTES_BEFORE_3_10 = 4 << 10;
  private static final int ARENA_BYTES_BEFORE_3_10 = 256 << 10;
  private static final int POOL_BYTES = 16 << 10;
  private static final int ARENA_BYTES = 1 << 20;

  private static final long PAGE_BYTES = 4096;

  private final int poolBytes;
  private final int arenaBytes;
  private final @Nullable ObjectFinder finder;
  private final RuntimeSink sink;
  private final Padding padding = new DebugPadding();

  /// Which blocks of the pool at hand are free; a bit each.
  private final long[] free;

  /// Where the arena of the last pool ends at the least: up to there, memory that no pool was cut
  /// from is the arena's.
  private long arenaEnd;

  private int arenaIndex = -1;

  /// @param finder tells objects; null where only the blocks can be read
  PymallocPools(PythonVersion version, @Nullable ObjectFinder finder, RuntimeSink sink) {
    boolean small = version.major() != 0 && version.before(3, 10);
    this.poolBytes = small ? POOL_BYTES_BEFORE_3_10 : POOL_BYTES;
    this.arenaBytes = small ? ARENA_BYTES_BEFORE_3_10 : ARENA_BYTES;
    this.finder = finder;
    this.sink = sink;
    this.free = new long[poolBytes / ALIGNMENT / Long.SIZE];
  }

  @Override
  public long claim(long address, long end, Window window) {
    if (address % poolBytes == 0 && end - address >= poolBytes) {
      window.require(address, poolBytes);
      if (isPool(address, window)) {
        tellPool(address, window);
        return poolBytes;
      }
    }
    if (Long.compareUnsigned(address, arenaEnd) < 0) {
      long bytes = Math.min(PAGE_BYTES, end - address);
      sink.block(address, address + bytes, BlockState.VIRGIN);
      return bytes;
    }
    return 0;
  }

  private boolean isPool(long pool, Window window) {
    int sizeIndex = window.u32(pool + SIZE_INDEX);
    if (Integer.compareUnsigned(sizeIndex, SIZE_CLASSES) >= 0
        || window.u32(pool + MAX_NEXT_OFFSET) != poolBytes - blockBytes(sizeIndex)) {
      return false;
    }
    int blockBytes = blockBytes(sizeIndex);
    int nextOffset = window.u32(pool + NEXT_OFFSET);
    int count = window.u32(pool + COUNT);
    long freeBlock = window.u64(pool + FREE_BLOCK);
    return nextOffset >= HEADER_BYTES + blockBytes
        && nextOffset <= poolBytes
        && (nextOffset - HEADER_BYTES) % blockBytes == 0
        && Integer.compareUnsigned(count, (poolBytes - HEADER_BYTES) / blockBytes) <= 0
        && (freeBlock == 0 || isBlock(pool, freeBlock, blockBytes))
        && Integer.compareUnsigned(window.u32(pool + ARENA_INDEX), MOST_ARENAS) < 0;
  }

  private boolean isBlock(long pool, long address, int blockBytes) {
    long offset = address - pool;
    return offset >= HEADER_BYTES
        && offset + blockBytes <= poolBytes
        && (offset - HEADER_BYTES) % blockBytes == 0;
  }

  private static int blockBytes(int sizeIndex) {
    return (sizeIndex + 1) * ALIGNMENT;
  }

  private void tellPool(long pool, Window window) {
    int index = window.u32(pool + ARENA_INDEX);
    if (index != arenaIndex) {
      // The first pool of an arena is cut first, from its first aligned address: what is not
      // aligned costs one pool.
      arenaIndex = index;
      arenaEnd = pool + arenaBytes - poolBytes;
    }
    int blockBytes = blockBytes(window.u32(pool + SIZE_INDEX));
    int capacity = (poolBytes - HEADER_BYTES) / blockBytes;
    int count = window.u32(pool + COUNT);
    int carved = (window.u32(pool + NEXT_OFFSET) - HEADER_BYTES) / blockBytes;
    int chained = markFree(pool, blockBytes, carved, window);
    if (carved - chained != count) {
      sink.violation("pool's count of live blocks", pool);
    }
    sink.pool(pool, blockBytes, capacity, carved - chained, index);
    long blocks = pool + HEADER_BYTES;
    sink.block(pool, blocks, BlockState.HEADER);
    for (int block = 0; block < carved; block++) {
      long start = blocks + (long) block * blockBytes;
      if ((free[block >>> 6] & 1L << block) != 0) {
        sink.block(start, start + blockBytes, BlockState.FREE);
      } else {
        tellLive(start, blockBytes, window);
      }
    }
    long virgin = blocks + (long) carved * blockBytes;
    long tail = blocks + (long) capacity * blockBytes;
    if (virgin < tail) {
      sink.block(virgin, tail, BlockState.VIRGIN);
    }
    if (tail < pool + poolBytes) {
      sink.block(tail, pool + poolBytes, BlockState.TAIL);
    }
  }

  private void tellLive(long block, int blockBytes, Window window) {
    long end = block + blockBytes;
    if (!padding.around(window, block, end)) {
      tellData(block, end, window);
      return;
    }
    long data = padding.dataStart();
    long dataEnd = padding.dataEnd();
    if (data == dataEnd) {
      sink.block(block, end, BlockState.PADDING);
      return;
    }
    sink.block(block, data, BlockState.PADDING);
    tellData(data, dataEnd, window);
    sink.block(dataEnd, end, BlockState.PADDING);
  }

  private void tellData(long start, long end, Window window) {
    BlockState state = finder == null ? BlockState.LIVE : finder.live(window, start, end - start);
    sink.block(start, end, state);
  }

  /// Follows the pool's chain of free blocks and returns its length.
  private int markFree(long pool, int blockBytes, int carved, Window window) {
    java.util.Arrays.fill(free, 0);
    int chained = 0;
    for (long at = window.u64(pool + FREE_BLOCK); at != 0; at = window.u64(at)) {
      int block =
          isBlock(pool, at, blockBytes) ? (int) (at - pool - HEADER_BYTES) / blockBytes : -1;
      // A block that was never handed out, or a second visit: the chain is torn.
      if (block < 0 || block >= carved || (free[block >>> 6] & 1L << block) != 0) {
        sink.violation("chain of free blocks", pool);
        return chained;
      }
      free[block >>> 6] |= 1L << block;
      chained++;
    }
    return chained;
  }
}
