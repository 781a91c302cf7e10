package dev.fathom.target.copy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// What is to be copied, cut into pieces that several threads take one after the other.
final class CopyWork {
  private static final int MOST_THREADS = 4;
  private static final long PIECE_BYTES = 4L << 20;

  /// A thread that is in a read holds up a collection of garbage.
  private static final long MOST_AT_ONCE = 1L << 20;

  private final LongList addresses = new LongList();
  private final LongList offsets = new LongList();

  /// How many bytes there are before each range.
  private final LongList before = new LongList();

  private long bytes;
  private final AtomicInteger next = new AtomicInteger();

  // Guarded by this object's lock.
  private final BitSet undone = new BitSet();
  private final TreeMap<Long, Long> torn = new TreeMap<>();

  /// Adds a range that follows on all that was added.
  void add(long start, long end, long offset) {
    addresses.add(start);
    offsets.add(offset);
    before.add(bytes);
    bytes += end - start;
  }

  long bytes() {
    return bytes;
  }

  /// {@return what could not be read}
  synchronized AddressRanges torn() {
    AddressRanges ranges = new AddressRanges();
    torn.forEach(ranges::add);
    return ranges;
  }

  /// Copies everything, on this thread and on others.
  ///
  /// @param over whether what is read from now on is of another moment
  /// @return from which address on not all was copied before it was over, or [Long#MAX_VALUE]
  long run(MemoryCopy.Source source, MemorySegment room, BooleanSupplier over) {
    int pieces = Math.toIntExact((bytes + PIECE_BYTES - 1) / PIECE_BYTES);
    undone.set(0, pieces);
    int threads =
        Math.min(Math.min(MOST_THREADS, pieces), Runtime.getRuntime().availableProcessors());
    List<Thread> others = new ArrayList<>();
    for (int number = 1; number < threads; number++) {
      others.add(
          Thread.ofPlatform()
              .daemon()
              .name("copy-" + number)
              .start(() -> takePieces(source, room, over, pieces)));
    }
    takePieces(source, room, over, pieces);
    others.forEach(CopyWork::await);
    synchronized (this) {
      int first = undone.nextSetBit(0);
      return first < 0 ? Long.MAX_VALUE : addressAt(first * PIECE_BYTES);
    }
  }

  private void takePieces(
      MemoryCopy.Source source, MemorySegment room, BooleanSupplier over, int pieces) {
    for (int piece; (piece = next.getAndIncrement()) < pieces && !over.getAsBoolean(); ) {
      long from = piece * PIECE_BYTES;
      copy(source, room, from, Math.min(bytes, from + PIECE_BYTES));
      synchronized (this) {
        if (!over.getAsBoolean()) {
          undone.clear(piece);
        }
      }
    }
  }

  private void copy(MemoryCopy.Source source, MemorySegment room, long from, long until) {
    long at = from;
    for (int range = before.atOrBelow(from); at < until; range++) {
      long into = at - before.get(range);
      long rangeEnd = range + 1 < before.count() ? before.get(range + 1) : bytes;
      long end = Math.min(until, rangeEnd);
      while (at < end) {
        long some = Math.min(MOST_AT_ONCE, end - at);
        MemorySegment part = room.asSlice(offsets.get(range) + into, some);
        long got = source.read(addresses.get(range) + into, part, some);
        if (got < some) {
          part.asSlice(got).fill((byte) 0);
          tear(addresses.get(range) + into + got, some - got);
        }
        at += some;
        into += some;
      }
    }
  }

  private synchronized void tear(long address, long bytes) {
    torn.put(address, address + bytes);
  }

  private long addressAt(long position) {
    int range = before.atOrBelow(position);
    return addresses.get(range) + position - before.get(range);
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      // Nobody interrupts these threads while the virtual machine lives.
      throw new IllegalStateException(interrupted);
    }
  }
}
