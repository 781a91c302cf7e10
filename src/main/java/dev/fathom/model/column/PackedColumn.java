package dev.fathom.model.column;

import java.util.Arrays;

/// A growing column of 32-bit words that repeat themselves or lie close together, as types and
/// sizes of objects do: each page that is full is packed as tightly as its entries allow. None is
/// changed once it is there.
///
/// **Memory**: an entry takes nothing in a page of one value or of equal steps, 1 byte where there
/// are no more than 256 values, 2 where all lie within 65,536 of the least, else 4. **Cost**: some
/// 5 ns an entry to pack.
public final class PackedColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;
  private static final int OFFSET = PAGE_ENTRIES - 1;
  private static final int MOST_VALUES = 1 << Byte.SIZE;

  private static final byte[] NO_CODES = {};
  private static final short[] NO_DISTANCES = {};
  private static final int[] NO_WORDS = {};

  // Of each page that is full one of these has entries. Of a page of steps none.
  private byte[][] codes = new byte[0][];
  private short[][] distances = new short[0][];
  private int[][] words = new int[0][];

  /// Of a page with codes the values that they stand for; of one with distances the least value; of
  /// one of steps the first value and the step.
  private int[][] keys = new int[0][];

  /// The page that is being filled.
  private int[] open = new int[0];

  private int count;
  private int dropped;

  /// Where to look for the code of a value; made for the first page that is full.
  private short[] slots = new short[0];

  public void add(int value) {
    int at = count & OFFSET;
    if (at == open.length) {
      reserve();
    }
    open[at] = value;
    count++;
    if (at == OFFSET) {
      pack();
    }
  }

  /// Adds the first `more` of some values, which fit.
  public void append(long[] values, int more) {
    for (int at = 0; at < more; at++) {
      add((int) values[at]);
    }
  }

  /// Adds the entries `[start, end)` of another column.
  public void addRange(PackedColumn from, int start, int end) {
    addRange(from, start, end, NO_WORDS);
  }

  /// The same, of numbers that have become others.
  ///
  /// @param numbers of each number its new one; those beyond stay as they are
  public void addRange(PackedColumn from, int start, int end, int[] numbers) {
    for (int next = start; next < end; ) {
      int fromAt = next & OFFSET;
      int here = Math.min(end - next, PAGE_ENTRIES - Math.max(count & OFFSET, fromAt));
      addWithinPage(from, next >>> PAGE_SHIFT, fromAt, here, numbers);
      next += here;
    }
  }

  private void addWithinPage(PackedColumn from, int page, int fromAt, int entries, int[] numbers) {
    int at = count & OFFSET;
    while (open.length < at + entries) {
      reserve();
    }
    if (page == from.codes.length) {
      System.arraycopy(from.open, fromAt, open, at, entries);
    } else if (from.codes[page].length > 0) {
      byte[] codesOfPage = from.codes[page];
      int[] values = from.keys[page];
      for (int entry = 0; entry < entries; entry++) {
        open[at + entry] = values[codesOfPage[fromAt + entry] & 0xff];
      }
    } else {
      for (int entry = 0; entry < entries; entry++) {
        open[at + entry] = from.uncoded(page, fromAt + entry);
      }
    }
    for (int entry = at; numbers.length > 0 && entry < at + entries; entry++) {
      open[entry] = open[entry] < numbers.length ? numbers[open[entry]] : open[entry];
    }
    count += entries;
    if ((count & OFFSET) == 0) {
      pack();
    }
  }

  /// Makes more room on the page that is being filled. A short column has a short page.
  private void reserve() {
    open = Arrays.copyOf(open, Math.min(PAGE_ENTRIES, Math.max(1 << 10, open.length * 4)));
  }

  public int get(int at) {
    int page = at >>> PAGE_SHIFT;
    int offset = at & OFFSET;
    if (page == codes.length) {
      return open[offset];
    }
    byte[] ofValues = codes[page];
    if (ofValues.length > 0) {
      return keys[page][ofValues[offset] & 0xff];
    }
    return uncoded(page, offset);
  }

  private int uncoded(int page, int offset) {
    short[] near = distances[page];
    if (near.length > 0) {
      return keys[page][0] + (near[offset] & 0xffff);
    }
    int[] raw = words[page];
    return raw.length > 0 ? raw[offset] : keys[page][0] + offset * keys[page][1];
  }

  /// Says that nobody asks any more for entries below `entry`: of them whole pages go.
  public void dropBelow(int entry) {
    for (; dropped < Math.min(entry, count) >>> PAGE_SHIFT; dropped++) {
      codes[dropped] = NO_CODES;
      distances[dropped] = NO_DISTANCES;
      words[dropped] = NO_WORDS;
    }
  }

  public int count() {
    return count;
  }

  private void pack() {
    int page = codes.length;
    codes = Arrays.copyOf(codes, page + 1);
    distances = Arrays.copyOf(distances, page + 1);
    words = Arrays.copyOf(words, page + 1);
    keys = Arrays.copyOf(keys, page + 1);
    codes[page] = NO_CODES;
    distances[page] = NO_DISTANCES;
    words[page] = NO_WORDS;
    keys[page] = NO_WORDS;
    if (!packSteps(page) && !packCodes(page) && !packDistances(page)) {
      words[page] = open;
      open = new int[PAGE_ENTRIES];
    }
  }

  private boolean packSteps(int page) {
    int step = open[1] - open[0];
    for (int at = 1; at < PAGE_ENTRIES; at++) {
      if (open[at] - open[at - 1] != step) {
        return false;
      }
    }
    keys[page] = new int[] {open[0], step};
    return true;
  }

  private boolean packCodes(int page) {
    if (slots.length == 0) {
      slots = new short[MOST_VALUES * 4];
    }
    Arrays.fill(slots, (short) -1);
    int[] values = new int[MOST_VALUES];
    byte[] packed = new byte[PAGE_ENTRIES];
    int known = 0;
    int last = 0;
    int lastCode = -1;
    for (int at = 0; at < PAGE_ENTRIES; at++) {
      int value = open[at];
      if (lastCode < 0 || value != last) {
        int slot = ((value * 0x9E3779B1) >>> 16) & (slots.length - 1);
        while (slots[slot] >= 0 && values[slots[slot]] != value) {
          slot = (slot + 1) & (slots.length - 1);
        }
        if (slots[slot] < 0) {
          if (known == MOST_VALUES) {
            return false;
          }
          values[known] = value;
          slots[slot] = (short) known++;
        }
        last = value;
        lastCode = slots[slot];
      }
      packed[at] = (byte) lastCode;
    }
    codes[page] = packed;
    keys[page] = Arrays.copyOf(values, known);
    return true;
  }

  private boolean packDistances(int page) {
    int least = open[0];
    int most = open[0];
    for (int value : open) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if ((long) most - least >= PAGE_ENTRIES) {
      return false;
    }
    short[] packed = new short[PAGE_ENTRIES];
    for (int at = 0; at < PAGE_ENTRIES; at++) {
      packed[at] = (short) (open[at] - least);
    }
    distances[page] = packed;
    keys[page] = new int[] {least};
    return true;
  }
}
