package dev.fathom.malloc.jemalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.ResidentWords;
import dev.fathom.malloc.Violations;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the caches of the threads keep: regions that were given back, and whose slabs do not know.
///
/// A cache is two structures that point to each other (`tcache_t` and `tcache_slow_t` in
/// `tcache_structs.h`), in its thread's storage. The arenas, which stand in jemalloc's own blocks,
/// have lists of them: so each word of these blocks is tried. **Cost**: some milliseconds.
final class ThreadCaches {
  // tcache_slow_t
  private static final long NEXT = 0;
  private static final long BINS = 32;

  // tcache_t
  private static final long SLOW = 0;
  private static final long FIRST_BIN = 8;

  /// TCACHE_NBINS_MAX
  private static final int MOST_BINS = 73;

  // cache_bin_t (cache_bin.h)
  private static final long BIN_BYTES = 24;
  private static final long STACK_HEAD = 0;
  private static final long EMPTY_BITS = 20;
  private static final long BITS_MASK = 0xffff;

  private static final long PAGE_BYTES = 4096;

  private final Target target;
  private final Words words;
  private final Violations sink;
  private final Set<Long> caches = new HashSet<>();
  private final Addresses.Builder kept = new Addresses.Builder();
  private final Addresses.Builder stacks = new Addresses.Builder();

  private ThreadCaches(Target target, Words words, Violations sink) {
    this.target = target;
    this.words = words;
    this.sink = sink;
  }

  /// What all caches together keep.
  ///
  /// @param kept addresses of regions and large allocations that are free
  /// @param stacks addresses in the allocations that hold the lists of these
  record Contents(Addresses kept, Addresses stacks) {}

  static Contents of(List<BaseBlock> blocks, Target target, Words words, Violations sink) {
    ThreadCaches caches = new ThreadCaches(target, words, sink);
    blocks.forEach(caches::search);
    return new Contents(caches.kept.build(), caches.stacks.build());
  }

  private void search(BaseBlock block) {
    ResidentWords.find(
        target,
        block.start(),
        block.end(),
        at -> {
          long slow = words.u64(at);
          // Extents begin with a page; a thread's storage hardly ever does.
          if (slow > 0
              && slow % Long.BYTES == 0
              && slow % PAGE_BYTES != 0
              && (slow < block.start() || slow >= block.end())) {
            ring(slow);
          }
          return false; // on to the next
        });
  }

  /// Follows a list of caches from one of them, if it is one.
  private void ring(long first) {
    for (long slow = first; isCache(slow) && caches.add(slow); slow = words.u64(slow + NEXT)) {
      bins(words.u64(slow + BINS));
    }
  }

  private boolean isCache(long slow) {
    long bins = words.u64(slow + BINS);
    return bins > 0 && words.u64(bins - FIRST_BIN + SLOW) == slow && words.met();
  }

  /// Reads the stacks of cached addresses, a size class each. Those that follow the last are zero.
  private void bins(long bins) {
    for (int index = 0; index < MOST_BINS; index++) {
      long bin = bins + index * BIN_BYTES;
      long head = words.u64(bin + STACK_HEAD);
      if (head == 0) {
        return;
      }
      stacks.add(head);
      // The stack grows down, from the address whose lowest bits are known.
      long bytes = (words.u64(bin + EMPTY_BITS) - head) & BITS_MASK;
      for (long at = head; at < head + bytes; at += Long.BYTES) {
        long address = words.u64(at);
        if (!words.met() || address == 0) {
          sink.violation("thread's cache", bin);
          break;
        }
        kept.add(address);
      }
    }
  }
}
