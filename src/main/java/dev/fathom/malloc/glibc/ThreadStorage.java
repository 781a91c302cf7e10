package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Target.ThreadState;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What malloc keeps for each thread: its cache, and the arena it allocates from. Both are words in
/// the thread's storage (`tcache` and `thread_arena`), at an offset from the thread pointer that is
/// the same for all threads; which one it is shows by what the words point to.
final class ThreadStorage {
  /// How far below the thread pointer libc's storage is looked for. It is among the first that the
  /// loader lays out.
  private static final int LOOK_BYTES = 16 << 10;

  // tcbhead_t (sysdeps/x86_64/nptl/tls.h)
  private static final long VECTOR = 8;

  // dtv_t (sysdeps/generic/dl-dtv.h): slot -1 holds the number of slots; before it malloc's header
  private static final long SLOT_BYTES = 16;
  private static final long SLOTS_BEFORE = -16;
  private static final long VECTOR_IN_CHUNK = 32;
  private static final long SPARE_SLOTS = 2;

  private static final long SIZE = 8;
  private static final long SIZE_FLAGS = 7;
  private static final long ALIGNMENT_BITS = 15;

  private final List<ThreadState> threads;
  private final ArenaHeaps heaps;
  private final Words words;

  /// Arena number by the address of its structure.
  private final Map<Long, Integer> arenas = new HashMap<>();

  private final FreeLists lists;

  private ThreadStorage(
      List<ThreadState> threads,
      List<ArenaState> states,
      ArenaHeaps heaps,
      FreeLists lists,
      Words words) {
    this.threads = threads;
    this.heaps = heaps;
    this.lists = lists;
    this.words = words;
    for (int number = 0; number < states.size(); number++) {
      arenas.put(states.get(number).address(), number);
    }
  }

  /// What the threads keep.
  ///
  /// @param caches of those threads that have one
  /// @param threads by arena number, the ids of those that allocate from it
  record Contents(List<ThreadCache> caches, Map<Integer, List<Integer>> threads) {}

  /// Looks into the storage of all threads. **Cost**: some 30 µs a thread.
  static Contents of(
      List<ThreadState> threads,
      List<ArenaState> states,
      ArenaHeaps heaps,
      FreeLists lists,
      ChunkMarks.Builder marks,
      Words words) {
    ThreadStorage storage = new ThreadStorage(threads, states, heaps, lists, words);
    storage.markVectors(marks);
    return new Contents(storage.caches(), storage.threadsOfArenas());
  }

  /// {@return the caches of all threads} Sound ones tell where each thread keeps the address of its
  /// own; what is there in other threads may be damaged. Where no thread has a sound one, damaged
  /// ones tell it.
  private List<ThreadCache> caches() {
    int sound = offset(ThreadCache::at);
    int offset = sound != 0 ? sound : offset(ThreadCache::damagedAt);
    List<ThreadCache> caches = new ArrayList<>();
    for (ThreadState thread : offset == 0 ? List.<ThreadState>of() : threads) {
      ThreadCache cache = cache(thread, offset, ThreadCache::damagedAt);
      if (cache != null) {
        caches.add(cache);
      }
    }
    return caches;
  }

  private interface Reader {
    @Nullable ThreadCache at(long pointer, ArenaHeaps heaps, FreeLists lists, Words words);
  }

  private @Nullable ThreadCache cache(ThreadState thread, int offset, Reader reader) {
    long word = words.u64(thread.threadPointer() - offset);
    return word == 0 ? null : reader.at(word, heaps, lists, words);
  }

  /// {@return how far below their storage threads keep the addresses of their caches; 0 where none
  /// has one}
  private int offset(Reader reader) {
    Map<Integer, List<ThreadCache>> byOffset = new HashMap<>();
    for (ThreadState thread : threads) {
      for (int offset = Long.BYTES; offset <= LOOK_BYTES; offset += Long.BYTES) {
        ThreadCache cache = cache(thread, offset, reader);
        if (cache != null) {
          byOffset.computeIfAbsent(offset, key -> new ArrayList<>()).add(cache);
        }
      }
    }
    // Memory that is all zeros passes for a cache that lists nothing: the offset at which most is
    // listed is the one.
    int best = 0;
    for (Map.Entry<Integer, List<ThreadCache>> candidate : byOffset.entrySet()) {
      if (weight(candidate.getValue()) > weight(byOffset.getOrDefault(best, List.of()))) {
        best = candidate.getKey();
      }
    }
    return best;
  }

  private static long weight(List<ThreadCache> caches) {
    long weight = 0;
    for (ThreadCache cache : caches) {
      weight += 1 + (cache.cached().isEmpty() ? 0 : 1 << 20);
    }
    return weight;
  }

  private Map<Integer, List<Integer>> threadsOfArenas() {
    Map<Integer, Map<Integer, List<Integer>>> byOffset = new HashMap<>();
    Map<Integer, Integer> found = new HashMap<>();
    for (ThreadState thread : threads) {
      for (int offset = Long.BYTES; offset <= LOOK_BYTES; offset += Long.BYTES) {
        Integer arena = arenas.get(words.u64(thread.threadPointer() - offset));
        if (arena != null) {
          byOffset
              .computeIfAbsent(offset, key -> new HashMap<>())
              .computeIfAbsent(arena, key -> new ArrayList<>())
              .add(thread.id());
          found.merge(offset, 1, Integer::sum);
        }
      }
    }
    // Of a single thread each counts once, also what a thread that ended left further below: the
    // nearest is libc's own.
    int best = 0;
    for (Map.Entry<Integer, Integer> entry : found.entrySet()) {
      int more = entry.getValue() - found.getOrDefault(best, 0);
      if (more > 0 || (more == 0 && entry.getKey() < best)) {
        best = entry.getKey();
      }
    }
    return byOffset.getOrDefault(best, Map.of());
  }

  /// The first thread's vector is the loader's, from before there was a malloc.
  private void markVectors(ChunkMarks.Builder marks) {
    for (ThreadState thread : threads) {
      long vector = words.u64(thread.threadPointer() + VECTOR);
      long chunk = vector - VECTOR_IN_CHUNK;
      if ((chunk & ALIGNMENT_BITS) == 0 && heaps.at(chunk) != null) {
        long bytes = words.u64(chunk + SIZE) & ~SIZE_FLAGS;
        long slots = words.u64(vector + SLOTS_BEFORE);
        if (Long.compareUnsigned(slots, bytes / SLOT_BYTES) < 0
            && (slots + SPARE_SLOTS) * SLOT_BYTES <= bytes - SIZE) {
          marks.add(chunk, ChunkState.THREAD_VECTOR);
        }
      }
    }
  }
}
