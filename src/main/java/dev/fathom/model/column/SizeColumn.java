package dev.fathom.model.column;

import java.util.Arrays;

/// Sizes in bytes, so many as there are of something; all 0 at first.
///
/// **Memory**: by page (of 65,536) nothing where all are 0, 1 byte each where nearly all are below
/// 255, 2 where they are below 65,535, else 4; and 8 where one is 4 GiB or more, or negative. The
/// few that are larger are kept beside.
public final class SizeColumn {
  private static final int PAGE_SHIFT = 16;
  private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;
  private static final int OFFSET = PAGE_ENTRIES - 1;

  // As many as these do not fit: what it is, stands beside.
  private static final int BESIDE_TINY = 0xff;
  private static final int BESIDE_SMALL = 0xffff;

  private static final long NARROW = 0xffff_ffffL;

  /// If more than so many of a page stand beside, they take more than wider entries would.
  private static final int MOST_BESIDE = PAGE_ENTRIES >>> 5;

  private static final byte[] NOT_TINY = {};
  private static final short[] NOT_SMALL = {};
  private static final int[] NOT_NARROW = {};
  private static final long[] NOT_WIDE = {};

  // A page has entries in one of these, or in none.
  private final byte[][] tiny;
  private final short[][] small;
  private final int[][] narrow;
  private final long[][] wide;

  private final LargeSizes beside = new LargeSizes();

  /// How many of each page stand there.
  private final int[] besides;

  private final int count;

  public SizeColumn(int count) {
    this.count = count;
    int pages = (int) ((count + (long) OFFSET) >>> PAGE_SHIFT);
    this.tiny = new byte[pages][];
    this.small = new short[pages][];
    this.narrow = new int[pages][];
    this.wide = new long[pages][];
    this.besides = new int[pages];
    Arrays.fill(tiny, NOT_TINY);
    Arrays.fill(small, NOT_SMALL);
    Arrays.fill(narrow, NOT_NARROW);
    Arrays.fill(wide, NOT_WIDE);
  }

  public int count() {
    return count;
  }

  // Small methods, as a compiler takes them into their callers.

  public long get(int at) {
    int page = at >>> PAGE_SHIFT;
    byte[] bytes = tiny[page];
    if (bytes.length > 0) {
      return ofTiny(bytes, at);
    }
    return ofLarger(page, at);
  }

  private long ofTiny(byte[] bytes, int at) {
    int size = bytes[at & OFFSET] & BESIDE_TINY;
    return size < BESIDE_TINY ? size : beside.get(at);
  }

  private long ofLarger(int page, int at) {
    short[] shorts = small[page];
    if (shorts.length > 0) {
      return ofSmall(shorts, at);
    }
    return ofWide(page, at);
  }

  private long ofSmall(short[] shorts, int at) {
    int size = shorts[at & OFFSET] & BESIDE_SMALL;
    return size < BESIDE_SMALL ? size : beside.get(at);
  }

  private long ofWide(int page, int at) {
    int[] ints = narrow[page];
    if (ints.length > 0) {
      return ints[at & OFFSET] & NARROW;
    }
    return wide[page].length > 0 ? wide[page][at & OFFSET] : 0;
  }

  public void set(int at, long bytes) {
    int page = at >>> PAGE_SHIFT;
    if (tiny[page].length > 0) {
      setTiny(page, at, bytes);
    } else if (small[page].length > 0) {
      setSmall(page, at, bytes);
    } else if (narrow[page].length > 0 && (bytes & ~NARROW) == 0) {
      narrow[page][at & OFFSET] = (int) bytes;
    } else if (wide[page].length > 0) {
      wide[page][at & OFFSET] = bytes;
    } else if (narrow[page].length > 0) {
      wide[page] = Arrays.stream(narrow[page]).mapToLong(each -> each & NARROW).toArray();
      narrow[page] = NOT_NARROW;
      wide[page][at & OFFSET] = bytes;
    } else if (bytes != 0) {
      tiny[page] = new byte[entries(page)];
      setTiny(page, at, bytes);
    }
  }

  private int entries(int page) {
    return Math.min(PAGE_ENTRIES, count - (page << PAGE_SHIFT));
  }

  private void setTiny(int page, int at, long bytes) {
    boolean before = (tiny[page][at & OFFSET] & BESIDE_TINY) == BESIDE_TINY;
    boolean fits = bytes >= 0 && bytes < BESIDE_TINY;
    tiny[page][at & OFFSET] = (byte) (fits ? bytes : BESIDE_TINY);
    if (stands(page, at, bytes, before, fits)) {
      widenTiny(page);
    }
  }

  private void setSmall(int page, int at, long bytes) {
    boolean before = (small[page][at & OFFSET] & BESIDE_SMALL) == BESIDE_SMALL;
    boolean fits = bytes >= 0 && bytes < BESIDE_SMALL;
    small[page][at & OFFSET] = (short) (fits ? bytes : BESIDE_SMALL);
    if (stands(page, at, bytes, before, fits)) {
      widenSmall(page);
    }
  }

  /// Puts a size beside if it does not fit. {@return whether those of its page are too many}
  private boolean stands(int page, int at, long bytes, boolean before, boolean fits) {
    if (!fits) {
      beside.put(at, bytes);
    }
    besides[page] += (fits ? 0 : 1) - (before ? 1 : 0);
    return besides[page] > MOST_BESIDE;
  }

  private void widenTiny(int page) {
    int first = page << PAGE_SHIFT;
    short[] wider = new short[entries(page)];
    besides[page] = 0;
    for (int at = 0; at < wider.length; at++) {
      long size = get(first + at);
      boolean fits = size >= 0 && size < BESIDE_SMALL;
      wider[at] = (short) (fits ? size : BESIDE_SMALL);
      besides[page] += fits ? 0 : 1;
    }
    tiny[page] = NOT_TINY;
    small[page] = wider;
    if (besides[page] > MOST_BESIDE) {
      widenSmall(page);
    }
  }

  private void widenSmall(int page) {
    int first = page << PAGE_SHIFT;
    int entries = entries(page);
    boolean fits = true;
    for (int at = 0; at < entries; at++) {
      fits &= (get(first + at) & ~NARROW) == 0;
    }
    int[] ints = fits ? new int[entries] : NOT_NARROW;
    long[] longs = fits ? NOT_WIDE : new long[entries];
    for (int at = 0; at < entries; at++) {
      long size = get(first + at);
      if (fits) {
        ints[at] = (int) size;
      } else {
        longs[at] = size;
      }
    }
    small[page] = NOT_SMALL;
    narrow[page] = ints;
    wide[page] = longs;
  }

  public void add(int at, long bytes) {
    byte[] few = tiny[at >>> PAGE_SHIFT];
    if (few.length > 0) {
      int size = few[at & OFFSET] & BESIDE_TINY;
      long sum = size + bytes;
      if (size < BESIDE_TINY && sum >= 0 && sum < BESIDE_TINY) {
        few[at & OFFSET] = (byte) sum;
        return;
      }
    }
    set(at, get(at) + bytes);
  }

  /// {@return all of them together}
  public long sum() {
    long sum = 0;
    for (int at = 0; at < count; at++) {
      sum += get(at);
    }
    return sum;
  }
}
