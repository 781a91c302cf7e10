package dev.fathom.runtime;

import java.util.Arrays;

/// What was seen in chunks, in address order: which words in each look like addresses.
///
/// **Memory**: 4 bytes a chunk and 8 a word that looks like an address.
public final class Contents {
  /// More words are not kept: 256 MiB.
  private static final int MOST = 1 << 25;

  private static final int PAGE_SHIFT = 14;
  private static final int PAGE = 1 << PAGE_SHIFT;

  /// An address of user space has so many.
  private static final int ADDRESS_BITS = 47;

  private static final long LAST_PLACE = (1L << (Long.SIZE - ADDRESS_BITS)) - 1;

  private long[][] pages = new long[16][];
  private int words;
  private boolean truncated;

  /// By chunk: where its words begin.
  private int[] firsts = new int[1 << 12];

  private int chunks;

  /// What is added from here on stands in the next chunk.
  public void nextChunk() {
    if (chunks == firsts.length) {
      firsts = Arrays.copyOf(firsts, chunks + (chunks >> 1));
    }
    firsts[chunks++] = words;
  }

  /// Adds a word.
  ///
  /// @param place how many words stand before it in its chunk; those far away are told as one
  /// @param address below 2^47
  public void word(long place, long address) {
    if (words == MOST) {
      truncated = true;
      return;
    }
    int page = words >>> PAGE_SHIFT;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page * 2);
    }
    if (pages[page] == null) {
      pages[page] = new long[PAGE];
    }
    pages[page][words++ & (PAGE - 1)] = Math.min(place, LAST_PLACE) << ADDRESS_BITS | address;
  }

  /// Adds the chunks of memory that lies above all that was looked at here.
  void append(Contents above) {
    for (int chunk = 0; chunk < above.chunks; chunk++) {
      nextChunk();
      for (int word = above.first(chunk); word < above.first(chunk + 1); word++) {
        word(above.place(word), above.address(word));
      }
    }
    truncated |= above.truncated;
  }

  /// {@return whether words were left out, because there are too many}
  public boolean isFull() {
    return truncated;
  }

  public int chunks() {
    return chunks;
  }

  /// {@return the number of a chunk's first word; those of the next chunk follow its last}
  public int first(int chunk) {
    return chunk < chunks ? firsts[chunk] : words;
  }

  public long place(int word) {
    return get(word) >>> ADDRESS_BITS;
  }

  public long address(int word) {
    return get(word) & (1L << ADDRESS_BITS) - 1;
  }

  private long get(int word) {
    return pages[word >>> PAGE_SHIFT][word & (PAGE - 1)];
  }
}
