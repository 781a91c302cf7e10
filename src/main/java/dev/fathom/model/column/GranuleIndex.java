package dev.fathom.model.column;

import java.util.Arrays;

/// A set of addresses, of which it tells the rank: which of the marked ones is this?
///
/// One bit stands for 16 bytes, in a bitmap for each page of which something is marked; the rank is
/// counted in the bitmap. All that is known of a page stands together, as looks come in no order
/// and each line of memory that one has to wait for costs more than the rest of it. **Memory**: 48
/// bytes a page, and 8 to 16 to find it. **Cost**: some 10 ns a look near the last one, 30
/// elsewhere; searching a sorted array takes ten times as long.
public final class GranuleIndex {
  /// Bytes for which one bit stands.
  public static final int GRANULE_BYTES = 16;

  private static final int PAGE_SHIFT = 12;
  private static final int GRANULE_SHIFT = 4;
  private static final int GRANULES = 1 << (PAGE_SHIFT - GRANULE_SHIFT);

  // A record a page, in ascending order of pages: the page's number, what its ranks begin with, its
  // bitmap.
  private static final int RECORD_WORDS = 6;
  private static final int RANKS = 1;
  private static final int BITMAP = 2;

  /// In the word of ranks: the first one, and above it, a byte each, how many granules are marked
  /// before the first word of the bitmap, the second …
  private static final int COUNTS_SHIFT = 32;

  /// What a granule that is marked adds to the word of ranks, by its word of the bitmap.
  private static final long[] COUNTED = {0x01010100L << 32, 0x01010000L << 32, 1L << 56, 0};

  private long[] records = new long[64 * RECORD_WORDS];
  private int count;

  private int marked;

  /// The number of the highest granule that is marked.
  private long last = -1;

  /// Page to the place of its record, by open addressing; made by [#seal].
  private int[] table = new int[0];

  private int lastRecord;

  /// Marks an address. They must come in ascending order: false, and nothing marked, if its granule
  /// does not lie above all that are marked.
  public boolean mark(long address) {
    long number = address >>> GRANULE_SHIFT;
    if (number <= last) {
      return false;
    }
    last = number;
    long page = address >>> PAGE_SHIFT;
    int record = (count - 1) * RECORD_WORDS;
    if (count == 0 || records[record] != page) {
      record = addPage(page);
    }
    int granule = granule(address);
    int word = granule >>> 6;
    records[record + BITMAP + word] |= 1L << granule;
    records[record + RANKS] += COUNTED[word];
    marked++;
    return true;
  }

  private int addPage(long page) {
    grow(count + 1);
    int record = count++ * RECORD_WORDS;
    records[record] = page;
    records[record + RANKS] = marked;
    return record;
  }

  private void grow(int pages) {
    if (pages * RECORD_WORDS > records.length) {
      records = Arrays.copyOf(records, Math.max(pages, count + (count >> 1)) * RECORD_WORDS);
    }
  }

  /// Adds what another index has marked, whose addresses all lie above those of this one; the other
  /// must not be used any more. A page that both have keeps two records.
  ///
  /// @param rank of the first of them: at least as many as are marked here; in between no rank is
  ///   given
  public void append(GranuleIndex other, int rank) {
    grow(count + other.count);
    int from = count * RECORD_WORDS;
    System.arraycopy(other.records, 0, records, from, other.count * RECORD_WORDS);
    count += other.count;
    for (int record = from; record < count * RECORD_WORDS; record += RECORD_WORDS) {
      records[record + RANKS] += rank;
    }
    marked = rank + other.marked;
    last = other.count > 0 ? other.last : last;
  }

  /// {@return the highest rank that was given, and 1 more}
  public int marked() {
    return marked;
  }

  /// Says that nothing more will be marked; needed before the first look.
  public void seal() {
    table = new int[Integer.highestOneBit(Math.max(4, count * 2)) * 2];
    Arrays.fill(table, -1);
    for (int record = 0; record < count * RECORD_WORDS; record += RECORD_WORDS) {
      int slot = slot(records[record]);
      while (table[slot] >= 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = record;
    }
  }

  /// {@return the rank of the granule that holds `address`, from 0, or -1 if it is not marked}
  public int rank(long address) {
    long page = address >>> PAGE_SHIFT;
    int record = record(page);
    if (record < 0) {
      return -1;
    }
    int granule = granule(address);
    int rank = rank(record, granule);
    return rank < 0 && isTwofold(record) ? rank(record + RECORD_WORDS, granule) : rank;
  }

  private int rank(int record, int granule) {
    long bits = records[record + BITMAP + (granule >>> 6)];
    return (bits & 1L << granule) == 0 ? -1 : through(record, granule) - 1;
  }

  /// {@return how many ranks are given up to a granule of a page}
  private int through(int record, int granule) {
    int word = granule >>> 6;
    long ranks = records[record + RANKS];
    return (int) ranks
        + ((int) (ranks >>> (COUNTS_SHIFT + word * Byte.SIZE)) & 0xff)
        + Long.bitCount(records[record + BITMAP + word] & (2L << granule) - 1);
  }

  /// Whether the record that follows is of the same page: it was put together.
  private boolean isTwofold(int record) {
    int next = record + RECORD_WORDS;
    return next < count * RECORD_WORDS && records[next] == records[record];
  }

  /// {@return the rank of the last granule that is marked at or below that of `address`, or -1 if
  /// there is none} **Cost**: that of [#rank], where something is marked on the same page; else a
  /// binary search.
  public int rankAtOrBelow(long address) {
    int record = record(address >>> PAGE_SHIFT);
    if (record < 0) {
      return ranksBelow(address >>> PAGE_SHIFT) - 1;
    }
    int granule = granule(address);
    if (isTwofold(record)) {
      int next = record + RECORD_WORDS;
      int through = through(next, granule);
      if (through > (int) records[next + RANKS]) {
        return through - 1;
      }
    }
    return through(record, granule) - 1;
  }

  /// {@return the first rank that is above all of the pages before `page`, which has none}
  private int ranksBelow(long page) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records[middle * RECORD_WORDS] < page) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < count ? (int) records[low * RECORD_WORDS + RANKS] : marked;
  }

  private static int granule(long address) {
    return (int) (address >>> GRANULE_SHIFT) & (GRANULES - 1);
  }

  /// {@return where the record of a page stands, the first if there are two; or -1}
  private int record(long page) {
    int near = lastRecord;
    if (count > 0 && records[near] == page) {
      return near;
    }
    if (table.length == 0) {
      return -1;
    }
    for (int slot = slot(page); table[slot] >= 0; slot = (slot + 1) & (table.length - 1)) {
      int record = table[slot];
      if (records[record] == page) {
        lastRecord = record;
        return record;
      }
    }
    return -1;
  }

  private int slot(long page) {
    return (int) ((page * 0x9E3779B97F4A7C15L) >>> 40) & (table.length - 1);
  }
}
