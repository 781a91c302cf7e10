package dev.fathom.malloc.glibc;

import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;

/// The other way to the threads' caches: among the chunks of all heaps, those of a table's size
/// whose counts are the lengths of its lists. For a target whose threads do not tell where their
/// storage is. A table that lists nothing is not found, and nothing is wrong without it.
final class ThreadCacheSearch {
  private static final long SIZE = 8;
  private static final long PAYLOAD = 16;
  private static final long SIZE_FLAGS = 7;
  private static final long SMALLEST_CHUNK = 0x20;

  private ThreadCacheSearch() {}

  /// **Cost**: reads all heaps, a page at a time: about a second a gigabyte.
  static List<ThreadCache> of(ArenaHeaps heaps, FreeLists lists, Words words) {
    List<ThreadCache> found = new ArrayList<>();
    for (Heap heap : heaps.inOrder()) {
      long chunk = heap.firstChunk();
      while (chunk < heap.end() && chunk != heap.top()) {
        long bytes = words.u64(chunk + SIZE) & ~SIZE_FLAGS;
        if (!words.met() || bytes < SMALLEST_CHUNK || bytes > heap.end() - chunk) {
          break; // the end of the heap, or a break in it: the walk will say so
        }
        ThreadCache cache = ThreadCache.at(chunk + PAYLOAD, heaps, lists, words);
        if (cache != null && !cache.cached().isEmpty()) {
          found.add(cache);
        }
        chunk += bytes;
      }
    }
    return found;
  }
}
