package dev.fathom.model.memory;

import java.util.Arrays;

/// How many page-table entries lead to each of the pages that a process shares or once shared: what
/// the kernel divides a page by in its Pss. Of a page that is not here nobody else has a part.
///
/// **Memory**: 20 bytes a run of pages that as many share.
public final class PageSharers {
  private static final long PAGE_BYTES = 4096;

  private long[] starts = new long[256];
  private long[] ends = new long[256];
  private int[] sharers = new int[256];
  private int count;

  public PageSharers() {}

  /// {@return whether anything in a mapping that objects can be in is shared}
  public static boolean shares(Mapping mapping) {
    return mapping.writable() && mapping.counters().pss() < mapping.counters().rss();
  }

  /// Adds a page that `mapped` page-table entries lead to; pages come in address order.
  public void add(long page, int mapped) {
    if (count > 0 && ends[count - 1] == page && sharers[count - 1] == mapped) {
      ends[count - 1] = page + PAGE_BYTES;
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      sharers = Arrays.copyOf(sharers, count * 2);
    }
    starts[count] = page;
    ends[count] = page + PAGE_BYTES;
    sharers[count++] = mapped;
  }

  /// A cursor for questions in ascending address order.
  public Cursor cursor() {
    return new Cursor();
  }

  /// Weighs ranges that come in ascending order. **Cost**: constant on average.
  public final class Cursor {
    private int run;

    private Cursor() {}

    /// {@return the bytes in memory in `[start, end)`, those of each page divided by how many share
    /// it; in parts of a byte, as many as `scale`}
    public long weigh(long start, long end, long scale) {
      while (run < count && ends[run] <= start) {
        run++;
      }
      long parts = 0;
      for (int at = run; at < count && starts[at] < end; at++) {
        parts += (Math.min(end, ends[at]) - Math.max(start, starts[at])) * scale / sharers[at];
      }
      return parts;
    }
  }
}
