package dev.fathom.target;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a range of memory block by block on a thread of its own, some blocks ahead of the walker.
///
/// In front of each block's buffer there is room for the tail of the block before, so that what the
/// walker looks at is always contiguous, also across the border of two blocks. The two threads hand
/// blocks over under a lock. A walker that has nothing to look at reads a block itself instead of
/// waiting; else a thread sleeps when there is nothing to do: spinning, which would save some
/// microseconds, starves the other side where processors are shared.
final class ReadAhead implements AutoCloseable {
  private static final long PAGE_BYTES = 4096;
  private static final int BLOCKS = 4;

  private final Memory memory;
  private final int blockBytes;
  private final Thread reader;

  // Guarded by this object's lock.
  private final ArrayDeque<Block> free = new ArrayDeque<>();
  private final List<Block> ready = new ArrayList<>(BLOCKS);
  private long next;
  private long limit;

  /// Where the block begins that the walker looks at next.
  private long expected;

  private boolean ended;

  /// Whether the reader is at a block that the walker will want.
  private boolean underWay;

  /// What ended the reader before its time: the walker must not wait for it then.
  private @Nullable Throwable failure;

  /// Counts the walker's jumps: a block that was read for a position left meanwhile is stale.
  private int jumps;

  // The walker's own.
  private Block current;
  private long first;
  private long missing;

  /// A buffer and what it holds.
  private static final class Block {
    final long[] words;

    /// The same, to read into.
    final MemorySegment buffer;

    long start;
    long end;
    long missing;
    int jump;

    Block(int bytes) {
      words = new long[bytes / Long.BYTES];
      buffer = MemorySegment.ofArray(words);
    }
  }

  ReadAhead(Memory memory, int blockBytes) {
    this.memory = memory;
    this.blockBytes = blockBytes;
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new Block(Window.REACH + blockBytes));
    }
    this.current = free.removeFirst();
    this.reader = Thread.ofPlatform().daemon().name("read-ahead").unstarted(this::serve);
    reader.start();
  }

  /// Says how far reading ahead may go. It begins when the walker has asked for its first bytes.
  void range(long end) {
    jump(end, end);
    current.start = 0;
    current.end = 0;
    first = 0;
  }

  /// First address in view after the last [#slide].
  long first() {
    return first;
  }

  /// Address after the last one in view.
  long end() {
    return current.end;
  }

  /// What an address must be lessened by to give the offset in the buffer.
  long shift() {
    return current.start - Window.REACH;
  }

  /// Bytes that were wanted and could not be read.
  long missing() {
    return missing;
  }

  /// Brings `[address, address + bytes)` into view and returns the buffer that holds it.
  long[] slide(long address, long bytes) {
    if (bytes > Window.REACH) {
      throw new IllegalArgumentException("a window reaches no more than " + Window.REACH);
    }
    // Near ahead it is sooner there by going on; elsewhere by a jump.
    while (current.end != 0
        && address >= first
        && address < current.end + (long) BLOCKS * blockBytes
        && advance(address)) {
      if (address + bytes <= current.end) {
        return current.words;
      }
    }
    readHere(address, bytes);
    return current.words;
  }

  /// Goes on to the block that follows, keeping what the walker still needs of this one. False at
  /// the end of the range.
  private boolean advance(long keepFrom) {
    Block following = take();
    if (following == null) {
      return false;
    }
    long keep = Math.clamp(current.end - keepFrom, 0, Window.REACH);
    MemorySegment.copy(
        current.buffer,
        Window.REACH + (current.end - keep) - current.start,
        following.buffer,
        Window.REACH - keep,
        keep);
    recycle(current);
    current = following;
    first = current.start - keep;
    missing += current.missing;
    return true;
  }

  /// Reads on the walker's own thread, and has the reader go on from there.
  private void readHere(long address, long bytes) {
    long start = address & -PAGE_BYTES;
    long end = roundUp(Math.max(address + bytes, Math.min(limit, start + blockBytes)));
    // What lies behind the range is nobody's business here, and may not even be mapped.
    long readable = start < limit ? Math.min(end, roundUp(limit)) : end;
    jump(end, limit);
    current.start = start;
    current.end = end;
    first = start;
    missing += memory.read(start, current.buffer.asSlice(Window.REACH), readable - start);
    current.buffer.asSlice(Window.REACH + readable - start, end - readable).fill((byte) 0);
  }

  private synchronized void jump(long start, long end) {
    jumps++;
    free.addAll(ready);
    ready.clear();
    next = start & -PAGE_BYTES;
    expected = next;
    limit = end;
    underWay = false;
    notifyAll();
  }

  /// {@return the block that the walker looks at next; null at the end of the range}
  private @Nullable Block take() {
    while (true) {
      Block mine;
      synchronized (this) {
        if (failure != null) {
          throw new IllegalStateException("the reader has failed", failure);
        }
        for (Block block : ready) {
          if (block.start == expected) {
            ready.remove(block);
            expected = block.end;
            return block;
          }
        }
        if (!underWay && next >= limit) {
          return null;
        }
        if (next >= limit || free.isEmpty()) {
          await();
          continue;
        }
        mine = begin();
      }
      read(mine);
      synchronized (this) {
        ready.add(mine);
      }
    }
  }

  /// Takes a buffer for the block that is to be read next; the lock must be held.
  private Block begin() {
    Block block = free.removeFirst();
    block.jump = jumps;
    block.start = next;
    block.end = Math.min(next + blockBytes, roundUp(limit));
    next = block.end;
    return block;
  }

  private void read(Block block) {
    block.missing =
        memory.read(block.start, block.buffer.asSlice(Window.REACH), block.end - block.start);
  }

  private synchronized void recycle(Block block) {
    free.add(block);
    notifyAll();
  }

  private void serve() {
    try {
      readOn();
    } catch (RuntimeException | Error failed) {
      synchronized (this) {
        failure = failed;
        notifyAll();
      }
    }
  }

  private void readOn() {
    while (true) {
      Block block;
      synchronized (this) {
        while (!ended && (free.isEmpty() || next >= limit)) {
          await();
        }
        if (ended) {
          return;
        }
        block = begin();
        underWay = true;
      }
      read(block);
      synchronized (this) {
        if (block.jump == jumps) {
          ready.add(block);
          underWay = false;
        } else {
          free.add(block);
        }
        notifyAll();
      }
    }
  }

  /// Waits for the other thread; the lock must be held.
  @SuppressWarnings("WaitNotInLoop") // each caller loops on its own condition
  private void await() {
    try {
      wait();
    } catch (InterruptedException interrupted) {
      // Nobody interrupts these threads while the virtual machine lives.
      throw new IllegalStateException(interrupted);
    }
  }

  private static long roundUp(long address) {
    return (address + PAGE_BYTES - 1) & -PAGE_BYTES;
  }

  @Override
  public void close() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    try {
      reader.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
