package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Words;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/// Follows the lists of free chunks that begin in an arena or in a thread's cache. Those of the
/// small and large bins need not be followed: the size of a free chunk tells its bin.
final class FreeLists {
  private static final long SIZE = 8;
  private static final long FORWARD = 16;
  private static final long SIZE_FLAGS = 7;
  private static final long IS_MMAPPED = 2;
  private static final long ALIGNMENT_BITS = 15;
  private static final long SMALLEST_CHUNK = 0x20;
  private static final int PAGE_SHIFT = 12;

  /// The most chunks that a list can have.
  private static final int LONGEST = 1 << 24;

  private final ArenaHeaps heaps;
  private final Words words;
  private final Violations sink;
  private final ChunkMarks.Builder marks;

  FreeLists(ArenaHeaps heaps, Words words, Violations sink, ChunkMarks.Builder marks) {
    this.heaps = heaps;
    this.words = words;
    this.sink = sink;
    this.marks = marks;
  }

  void of(ArenaState arena) {
    for (int index = 0; index < arena.fastbins(); index++) {
      long size = SMALLEST_CHUNK + index * 16L;
      chain(arena.fastbin(index), size, 0, chunk -> marks.add(chunk, ChunkState.FAST))
          .ifPresent(broken -> sink.violation("fastbin", broken));
    }
    unsorted(arena);
  }

  private void unsorted(ArenaState arena) {
    long head = arena.binHead(0);
    long previous = head;
    long chunk = words.u64(head + FORWARD);
    long remainder = arena.lastRemainder();
    for (int steps = 0; chunk != head; steps++) {
      if (steps == LONGEST
          || (chunk & ALIGNMENT_BITS) != 0
          || heaps.at(chunk) == null
          || words.u64(chunk + FORWARD + Long.BYTES) != previous) {
        sink.violation("unsorted list", chunk);
        return;
      }
      marks.add(chunk, chunk == remainder ? ChunkState.LAST_REMAINDER : ChunkState.UNSORTED);
      previous = chunk;
      chunk = words.u64(chunk + FORWARD);
    }
  }

  /// Follows a singly linked list of chunks of one size.
  ///
  /// From 2.32 on a link is stored XORed with the page number of the place where it stands
  /// (`PROTECT_PTR`). Which it is shows at each link: only one of the two readings is 0 or a chunk
  /// of that size in a heap.
  ///
  /// @param size of each chunk; 0 for any
  /// @param bias how far into its chunk a link points: fastbins link chunks, caches link payloads
  /// @return the address at which the list is broken
  OptionalLong chain(long first, long size, long bias, LongConsumer listener) {
    long pointer = first;
    long passed = 0;
    int lookBack = 1;
    for (int steps = 0; pointer != 0; steps++) {
      long chunk = pointer - bias;
      if (steps == LONGEST || chunk == passed || !fits(chunk, size)) {
        return OptionalLong.of(chunk);
      }
      if (steps == lookBack) { // a list that leads back into itself comes by here again (Brent)
        passed = chunk;
        lookBack *= 2;
      }
      listener.accept(chunk);
      long stored = words.u64(chunk + FORWARD);
      long demangled = stored ^ (chunk + FORWARD) >>> PAGE_SHIFT;
      pointer = demangled == 0 || fits(demangled - bias, size) ? demangled : stored;
    }
    return OptionalLong.empty();
  }

  /// Whether a chunk of that size can be there.
  boolean fits(long chunk, long size) {
    if ((chunk & ALIGNMENT_BITS) != 0) {
      return false;
    }
    boolean inHeap = heaps.at(chunk) != null;
    if (!inHeap && size != 0) {
      return false;
    }
    long header = words.u64(chunk + SIZE);
    long bytes = header & ~SIZE_FLAGS;
    if (!words.met() || (!inHeap && (header & IS_MMAPPED) == 0)) {
      return false; // 2.42 and later: a cached chunk of any size may have a mapping of its own
    }
    return size == 0 ? bytes >= SMALLEST_CHUNK : bytes == size;
  }
}
