package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Addresses;
import dev.fathom.malloc.Violations;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.Arrays;

/// Which blocks of a page are free; reused from page to page.
///
/// A free block's first word leads to the next one on its list ([Links]). There is a list to hand
/// out from (`free`), one of blocks that the page's own thread freed (`local_free`), one of those
/// that other threads freed (`xthread_free`, whose lowest bits are flags), and for pages that were
/// full at that time one in the heap ([DelayedFree]).
final class FreeBlocks {
  static final long THREAD_FREE_FLAGS = 3;

  private final boolean encoded;
  private final Addresses delayed;
  private final Words words;
  private final Violations sink;

  /// A bit for each block below the page's capacity.
  private final long[] free = new long[(1 << Short.SIZE) / Long.SIZE];

  private MiPage page = MiPage.NONE;
  private Links links = new Links(false, 0, 0, 0);
  private long firstBlock;

  FreeBlocks(boolean encoded, Addresses delayed, Words words, Violations sink) {
    this.encoded = encoded;
    this.delayed = delayed;
    this.words = words;
    this.sink = sink;
  }

  /// Looks at a sound page. What the window holds of it is read from there.
  void mark(MiPage sound, long first, Window window) {
    page = sound;
    links = Links.of(sound, encoded, words);
    PageLayout layout = page.layout();
    firstBlock = first;
    Arrays.fill(free, 0, (page.capacity() + Long.SIZE - 1) / Long.SIZE, 0);
    long descriptor = page.descriptor();
    long own = follow(words.u64(descriptor + layout.free()), window);
    own += follow(words.u64(descriptor + layout.localFree()), window);
    long foreign = follow(words.u64(descriptor + layout.threadFree()) & ~THREAD_FREE_FLAGS, window);
    for (int i = delayed.firstAt(firstBlock);
        i < delayed.count() && delayed.get(i) < page.end();
        i++) {
      foreign += mark(delayed.get(i)) ? 1 : 0;
    }
    // What other threads freed counts as used until the page's own thread takes it back.
    if (page.capacity() - own != page.used() || foreign > page.used()) {
      sink.violation("page's count of used blocks", descriptor);
    }
  }

  /// {@return how the page that was looked at writes its links}
  Links links() {
    return links;
  }

  boolean isFree(int block) {
    return (free[block >>> 6] & 1L << block) != 0;
  }

  /// {@return the number of blocks on a list}
  private long follow(long head, Window window) {
    long count = 0;
    for (long at = head; at != 0 && mark(at); at = next(at, window)) {
      count++;
    }
    return count;
  }

  private long next(long block, Window window) {
    return links.next(window.holds(block, Long.BYTES) ? window.u64(block) : words.u64(block));
  }

  /// Marks a block as free. False where none begins there, or one that was free already: the list
  /// is torn.
  private boolean mark(long address) {
    long offset = address - firstBlock;
    long block = offset / page.blockBytes();
    if (offset < 0 || offset % page.blockBytes() != 0 || block >= page.capacity()) {
      sink.violation("list of free blocks leaves its page", page.descriptor());
      return false;
    }
    if (isFree((int) block)) {
      sink.violation("block free twice", address);
      return false;
    }
    free[(int) block >>> 6] |= 1L << block;
    return true;
  }
}
