package dev.fathom.target.copy;

import dev.fathom.model.memory.PageRuns;

/// Ranges of addresses that do not overlap, ascending.
///
/// **Memory**: 16 bytes a range.
public final class AddressRanges {
  private final LongList starts = new LongList();
  private final LongList ends = new LongList();
  private long bytes;

  /// Adds what follows on all that was added; what of it was added already is left out.
  public void add(long from, long end) {
    int last = ends.count() - 1;
    long start = last < 0 ? from : Math.max(from, ends.get(last));
    if (start >= end) {
      return;
    }
    bytes += end - start;
    if (last >= 0 && ends.get(last) == start) {
      ends.set(last, end);
    } else {
      starts.add(start);
      ends.add(end);
    }
  }

  /// Adds those pages of a range that can be read from the process.
  public void addPages(PageRuns pages, long from, long end) {
    for (int run = pages.at(from); run < pages.count() && pages.start(run) < end; run++) {
      if (pages.readable(run)) {
        add(Math.max(from, pages.start(run)), Math.min(end, pages.end(run)));
      }
    }
  }

  /// {@return all that is in one or the other}
  AddressRanges or(AddressRanges other) {
    AddressRanges all = new AddressRanges();
    int mine = 0;
    int others = 0;
    while (mine < count() || others < other.count()) {
      boolean next =
          others == other.count() || (mine < count() && start(mine) <= other.start(others));
      AddressRanges from = next ? this : other;
      int range = next ? mine++ : others++;
      all.add(from.start(range), from.end(range));
    }
    return all;
  }

  public int count() {
    return starts.count();
  }

  public long start(int range) {
    return starts.get(range);
  }

  public long end(int range) {
    return ends.get(range);
  }

  /// {@return how many bytes they are together}
  public long bytes() {
    return bytes;
  }

  /// {@return the range that holds `address`, or else the first above it; may be [#count()]}
  public int at(long address) {
    int below = starts.atOrBelow(address);
    return below >= 0 && ends.get(below) > address ? below : below + 1;
  }
}
