package dev.fathom.model.memory;

import java.util.Arrays;
import java.util.Optional;

/// The pages of an address space that are present or swapped, as runs in address order.
///
/// **Memory**: 17 bytes a run; a process of 1.4 GiB has some hundred runs.
public final class PageRuns {
  /// The page is one of the pool of huge pages (hugetlbfs): in memory, but in no Rss. Said by
  /// whoever knows the mapping.
  public static final int POOLED = 1 << 0;

  /// The page is device memory: in Rss, but reading it may do something. Said by whoever knows the
  /// mapping.
  public static final int DEVICE = 1 << 1;

  /// The page belongs to a file or to shared memory.
  public static final int FILE = 1 << 2;

  /// The page is in memory.
  public static final int PRESENT = 1 << 3;

  /// The page is in the swap area.
  public static final int SWAPPED = 1 << 4;

  /// The page is the zero page: present, but in no Rss.
  public static final int ZERO = 1 << 5;

  /// The page is part of a huge page that one page-table entry maps.
  public static final int HUGE = 1 << 6;

  /// Nobody else maps the page, so it is not the zero page: said of pages whose frames the kernel
  /// does not show, while they are counted.
  public static final int ALONE = 1 << 7;

  private final long[] starts;
  private final long[] ends;
  private final byte[] states;
  private final int count;
  private final Optional<PageSharers> sharers;

  private PageRuns(
      long[] starts, long[] ends, byte[] states, int count, Optional<PageSharers> sharers) {
    this.starts = starts;
    this.ends = ends;
    this.states = states;
    this.count = count;
    this.sharers = sharers;
  }

  /// {@return the same, with how many share each}
  public PageRuns with(Optional<PageSharers> known) {
    return new PageRuns(starts, ends, states, count, known);
  }

  /// {@return how many share each page; empty where nobody asked, or the kernel does not tell}
  public Optional<PageSharers> sharers() {
    return sharers;
  }

  public int count() {
    return count;
  }

  public long start(int run) {
    return starts[run];
  }

  public long end(int run) {
    return ends[run];
  }

  /// {@return what the kernel says of the pages of a run: a set of [PageRuns]'s constants}
  public int state(int run) {
    return states[run];
  }

  /// {@return the run that holds `address`, or else the first one above it; may be [#count()]}
  public int at(long address) {
    int found = Arrays.binarySearch(starts, 0, count, address);
    if (found >= 0) {
      return found;
    }
    int before = -found - 2;
    return before >= 0 && ends[before] > address ? before : before + 1;
  }

  /// Whether the pages of a run count as resident: present, not the zero page, and not of the pool
  /// of huge pages, which no Rss counts.
  public boolean resident(int run) {
    return (states[run] & (PRESENT | ZERO | POOLED)) == PRESENT;
  }

  /// Whether what was written to the pages of a run is in memory and can be read without doing
  /// anything.
  public boolean readable(int run) {
    return (states[run] & (PRESENT | ZERO | DEVICE)) == PRESENT;
  }

  /// Whether the pages are of the pool of huge pages (hugetlbfs): in memory, but in no Rss.
  public boolean pooled(int run) {
    return (states[run] & POOLED) != 0;
  }

  /// {@return the bytes of all pages of the pool of huge pages}
  public long pooledBytes() {
    long bytes = 0;
    for (int run = 0; run < count; run++) {
      bytes += pooled(run) && readable(run) ? ends[run] - starts[run] : 0;
    }
    return bytes;
  }

  /// Whether it is the zero page: present, but in no Rss.
  public boolean zero(int run) {
    return (states[run] & ZERO) != 0;
  }

  /// Whether the pages are a file's or shared memory.
  public boolean ofFile(int run) {
    return (states[run] & FILE) != 0;
  }

  /// Whether one page-table entry maps them as a huge page.
  public boolean huge(int run) {
    return (states[run] & HUGE) != 0;
  }

  public boolean swapped(int run) {
    return (states[run] & SWAPPED) != 0;
  }

  /// {@return resident bytes in `[start, end)`} **Cost**: the logarithm of the number of runs.
  public long residentBytes(long start, long end) {
    long bytes = 0;
    for (int run = at(start); run < count && starts[run] < end; run++) {
      if (resident(run)) {
        bytes += Math.min(end, ends[run]) - Math.max(start, starts[run]);
      }
    }
    return bytes;
  }

  /// A cursor for questions in ascending address order.
  public Cursor cursor() {
    return new Cursor();
  }

  /// Answers how much of a range is resident, for ranges in ascending order. **Cost**: constant on
  /// average.
  public final class Cursor {
    private int run;

    private Cursor() {}

    /// {@return resident bytes in `[start, end)`; `start` must not be below that of the call
    /// before}
    public long residentBytes(long start, long end) {
      while (run < count && ends[run] <= start) {
        run++;
      }
      if (run < count && starts[run] <= start && ends[run] >= end) {
        return resident(run) ? end - start : 0;
      }
      long bytes = 0;
      for (int at = run; at < count && starts[at] < end; at++) {
        if (resident(at)) {
          bytes += Math.min(end, ends[at]) - Math.max(start, starts[at]);
        }
      }
      return bytes;
    }
  }

  /// Collects runs that come in address order.
  public static final class Builder {
    private long[] starts = new long[256];
    private long[] ends = new long[256];
    private byte[] states = new byte[256];
    private int count;

    /// Adds a run; `state` is a set of [PageRuns]'s constants.
    public void add(long start, long end, int state) {
      if (count > 0 && ends[count - 1] == start && states[count - 1] == (byte) state) {
        ends[count - 1] = end;
        return;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
        ends = Arrays.copyOf(ends, count * 2);
        states = Arrays.copyOf(states, count * 2);
      }
      starts[count] = start;
      ends[count] = end;
      states[count] = (byte) state;
      count++;
    }

    public PageRuns build() {
      return new PageRuns(
          Arrays.copyOf(starts, count),
          Arrays.copyOf(ends, count),
          Arrays.copyOf(states, count),
          count,
          Optional.empty());
    }
  }
}
