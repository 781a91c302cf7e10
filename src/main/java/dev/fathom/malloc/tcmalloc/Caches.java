package dev.fathom.malloc.tcmalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.StaticData;
import dev.fathom.malloc.Violations;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What the caches keep: objects that were given back, and whose spans do not know.
///
/// A thread's cache (`ThreadCache` in `thread_cache.h`) begins with a list for each size class that
/// names the size; a static variable points to the first, and each to its neighbours. The central
/// caches (`CentralFreeList` in `central_freelist.h`) are a static array, each with its class's
/// number, and pass whole chains of objects from thread to thread.
final class Caches {
  // ThreadCache
  private static final long LIST_BYTES = 32;
  private static final long LINKS_START = SizeMap.MOST * LIST_BYTES;
  private static final long LINKS_BYTES = 128; // two of the words there are next_ and prev_
  static final long THREAD_CACHE_BYTES = LINKS_START + LINKS_BYTES;

  // ThreadCache::FreeList
  private static final long HEAD = 0;
  private static final long LENGTH = 8;
  private static final long OBJECT_BYTES = 24;

  // CentralFreeListPadded
  private static final long CENTRAL_BYTES = 1216;
  private static final long CENTRAL_CLASS = 8;
  private static final long CHAINS = 128;
  private static final long CHAIN_BYTES = 16;
  private static final long CHAIN_COUNT = 1152;
  private static final int MOST_CHAINS = 64;

  /// Objects in a chain: kMaxNumMoveSize and more (`num_objects_to_move` in `common.h`).
  private static final int LONGEST_CHAIN = 1 << 16;

  /// No thread's list gets longer: kMaxDynamicFreeListLength is 8192 (`thread_cache.cc`).
  private static final int LONGEST_LIST = 1 << 20;

  private final SizeMap sizes;
  private final Words words;
  private final Violations sink;
  private final Addresses.Builder kept = new Addresses.Builder();

  Caches(SizeMap sizes, Words words, Violations sink) {
    this.sizes = sizes;
    this.words = words;
    this.sink = sink;
  }

  /// {@return addresses of the objects in all of the given caches}
  ///
  /// @param central address of the array of central caches; 0 where it was not found
  Addresses objects(Set<Long> threadCaches, long central) {
    for (long cache : threadCaches) {
      for (int sizeClass = 1; sizeClass < sizes.count(); sizeClass++) {
        long list = cache + sizeClass * LIST_BYTES;
        int length = words.u32(list + LENGTH);
        if (length < 0 || length > LONGEST_LIST) {
          sink.violation("length of a thread's list", list);
        } else if (follow(words.u64(list + HEAD), length) != length) {
          sink.violation("thread's list of free objects", list);
        }
      }
    }
    for (int sizeClass = 1; sizeClass < sizes.count() && central != 0; sizeClass++) {
      long cache = central + sizeClass * CENTRAL_BYTES;
      int chains = words.u32(cache + CHAIN_COUNT);
      if (chains < 0 || chains > MOST_CHAINS) {
        sink.violation("number of chains in a central cache", cache);
        continue;
      }
      for (int chain = 0; chain < chains; chain++) {
        follow(words.u64(cache + CHAINS + chain * CHAIN_BYTES), LONGEST_CHAIN);
      }
    }
    return kept.build();
  }

  /// Takes what is on a list, and returns how many there are.
  private int follow(long head, int most) {
    int count = 0;
    for (long at = head; at != 0 && count < most; at = words.u64(at)) {
      kept.add(at);
      count++;
    }
    return count;
  }

  /// {@return addresses of static variables that point to a thread's cache: one always points to
  /// the first}
  static List<Long> roots(Target target, SizeMap sizes, Words words) {
    List<Long> roots = new ArrayList<>();
    StaticData.find(
        target,
        at -> {
          if (isThreadCache(words.u64(at), sizes, words)) {
            roots.add(at);
          }
          return false; // on to the next
        });
    return roots;
  }

  /// {@return addresses of the threads' caches}
  Set<Long> threadCaches(List<Long> roots) {
    Set<Long> caches = new HashSet<>();
    ArrayDeque<Long> open = new ArrayDeque<>();
    for (long root : roots) {
      add(words.u64(root), caches, open);
    }
    while (!open.isEmpty()) {
      long cache = open.remove();
      for (long at = LINKS_START; at < THREAD_CACHE_BYTES; at += Long.BYTES) {
        add(words.u64(cache + at), caches, open);
      }
    }
    return caches;
  }

  private void add(long cache, Set<Long> caches, ArrayDeque<Long> open) {
    if (isThreadCache(cache, sizes, words) && caches.add(cache)) {
      open.add(cache);
    }
  }

  private static boolean isThreadCache(long cache, SizeMap sizes, Words words) {
    if (cache <= 0 || cache % Long.BYTES != 0) {
      return false;
    }
    for (int sizeClass = 1; sizeClass < sizes.count(); sizeClass++) {
      if (words.u32(cache + sizeClass * LIST_BYTES + OBJECT_BYTES) != sizes.bytes(sizeClass)) {
        return false;
      }
    }
    return true;
  }

  /// {@return address of the array of central caches; empty where there is none}
  static OptionalLong central(Target target, SizeMap sizes, Words words) {
    return StaticData.find(
        target,
        at -> {
          for (int sizeClass = sizes.count() - 1; sizeClass >= 0; sizeClass--) {
            if (words.u64(at + sizeClass * CENTRAL_BYTES + CENTRAL_CLASS) != sizeClass) {
              return false;
            }
          }
          return true;
        });
  }
}
