package dev.fathom.os.written;

/// Receives ranges of whole pages in address order.
@FunctionalInterface
public interface RangeSink {
  /// Pages from `start` up to, but without, `end`.
  void range(long start, long end);
}
