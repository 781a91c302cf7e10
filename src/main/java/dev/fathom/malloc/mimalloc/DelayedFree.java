package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.Violations;
import dev.fathom.target.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Blocks that wait in their heap to be freed: those of full pages that another thread gave back.
/// Their pages do not know of them.
final class DelayedFree {
  private DelayedFree() {}

  /// Follows the lists of all heaps that some page belongs to.
  static Addresses of(List<MiSegment> segments, boolean encoded, Words words, Violations sink) {
    Set<Long> heaps = new HashSet<>();
    Set<Long> blocks = new HashSet<>();
    for (MiSegment segment : segments) {
      MiLayout layout = segment.layout();
      for (MiPage page : segment.pagesInUse()) {
        long heap = words.u64(page.descriptor() + layout.heap());
        if (heap != 0 && heaps.add(heap)) {
          Links links = Links.at(heap, heap + layout.heapKeys(), encoded, words);
          follow(words.u64(heap + layout.delayedFree()), links, blocks, words, sink);
        }
      }
    }
    Addresses.Builder addresses = new Addresses.Builder();
    blocks.forEach(addresses::add);
    return addresses.build();
  }

  private static void follow(
      long head, Links links, Set<Long> blocks, Words words, Violations sink) {
    for (long at = head; at != 0; at = links.next(words.u64(at))) {
      if (!blocks.add(at)) {
        sink.violation("list of delayed frees", at);
        return;
      }
    }
  }
}
