package dev.fathom.os.written;

/// Puts ranges that come in address order in among others that are known, and tells them all, those
/// that touch or overlap as one.
final class RangeMerge implements RangeSink {
  private final RangeList known;
  private final RangeSink into;
  private int next;
  private long start;
  private long end;

  RangeMerge(RangeList known, RangeSink into) {
    this.known = known;
    this.into = into;
  }

  @Override
  public void range(long from, long to) {
    knownUpTo(from);
    put(from, to);
  }

  /// Tells what is left over.
  void finish() {
    knownUpTo(Long.MAX_VALUE);
    put(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  private void knownUpTo(long address) {
    while (next < known.count() && known.start(next) < address) {
      put(known.start(next), known.end(next));
      next++;
    }
  }

  private void put(long from, long to) {
    if (from > end) {
      if (start < end) {
        into.range(start, end);
      }
      start = from;
      end = to;
    } else {
      end = Math.max(end, to);
    }
  }
}
