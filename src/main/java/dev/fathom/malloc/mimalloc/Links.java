package dev.fathom.malloc.mimalloc;

import dev.fathom.target.Words;
import java.util.List;

/// How free blocks lead to the next one: plainly, or encoded with two keys of the page or heap
/// whose list it is (`mi_ptr_encode` in `include/mimalloc/internal.h`), as secure and debug builds
/// do.
///
/// @param encoded whether they are
/// @param owner address of the page or heap; encoded, it stands for the end of the list
/// @param first of the keys; 0 where there are none
/// @param second of the keys; 0 where there are none
record Links(boolean encoded, long owner, long first, long second) {
  /// Low bytes of a canary that later versions leave zero.
  private static final int CANARY_SHIFT = 8;

  /// {@return those of a page}
  static Links of(MiPage page, boolean encoded, Words words) {
    return page.layout().hasKeys()
        ? at(page.descriptor(), page.descriptor() + page.layout().keys(), encoded, words)
        : new Links(false, page.descriptor(), 0, 0);
  }

  /// Whether most of the pages that have free blocks have them encoded.
  static boolean areEncoded(List<MiPage> pages, Words words) {
    int encoded = 0;
    for (MiPage page : pages) {
      long free = page.layout().hasKeys() ? words.u64(page.descriptor() + page.layout().free()) : 0;
      if (free >= page.start() && free < page.end()) {
        long word = words.u64(free);
        encoded += stays(page, word) ? -1 : stays(page, of(page, true, words).next(word)) ? 1 : 0;
      }
    }
    return encoded > 0;
  }

  private static boolean stays(MiPage page, long block) {
    return block == 0 || (block >= page.start() && block < page.end());
  }

  static Links at(long owner, long keys, boolean encoded, Words words) {
    return new Links(encoded, owner, words.u64(keys), words.u64(keys + Long.BYTES));
  }

  /// {@return the block that a free block's first word leads to; 0 for none}
  long next(long word) {
    if (!encoded) {
      return word;
    }
    long next = Long.rotateRight(word - first, (int) first) ^ second;
    return next == owner ? 0 : next;
  }

  /// Whether a word's lower half is what builds with padding put behind a live block
  /// (`mi_padding_t`).
  boolean isCanary(long word, long block) {
    int canary = (int) (Long.rotateLeft(block ^ second, (int) first) + first);
    return (int) word >>> CANARY_SHIFT == canary >>> CANARY_SHIFT;
  }
}
