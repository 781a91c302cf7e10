package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.ChunkSink;
import dev.fathom.target.Words;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Blocks that wait in their heap to be freed: those of full pages that another thread gave back.
/// Their pages do not know of them.
final class DelayedFree {
  private final long[] blocks;

  private DelayedFree(long[] blocks) {
    this.blocks = blocks;
  }

  /// Follows the lists of all heaps that some page belongs to.
  static DelayedFree of(List<MiSegment> segments, Words words, ChunkSink sink) {
    Set<Long> heaps = new HashSet<>();
    Set<Long> blocks = new HashSet<>();
    for (MiSegment segment : segments) {
      Layout layout = segment.layout();
      for (MiPage page : segment.pagesInUse()) {
        long heap = words.u64(page.descriptor() + layout.heap());
        if (heap != 0 && heaps.add(heap)) {
          follow(words.u64(heap + layout.delayedFree()), blocks, words, sink);
        }
      }
    }
    long[] inOrder = blocks.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(inOrder);
    return new DelayedFree(inOrder);
  }

  private static void follow(long head, Set<Long> blocks, Words words, ChunkSink sink) {
    for (long at = head; at != 0; at = words.u64(at)) {
      if (!blocks.add(at)) {
        sink.violation("list of delayed frees", at);
        return;
      }
    }
  }

  int count() {
    return blocks.length;
  }

  long block(int index) {
    return blocks[index];
  }

  /// {@return index of the first of them at or above `address`; may be [#count()]}
  int firstAt(long address) {
    int found = Arrays.binarySearch(blocks, address);
    return found >= 0 ? found : -found - 1;
  }
}
