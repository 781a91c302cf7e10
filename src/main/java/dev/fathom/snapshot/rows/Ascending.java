package dev.fathom.snapshot.rows;

import dev.fathom.snapshot.parquet.DamagedTableException;

/// Makes sure that ranges of addresses come in order: everything above walks along them and would
/// miss, or count twice, what does not.
final class Ascending {
  private long last;

  /// @throws DamagedTableException if the range is empty or begins below the end of the one before
  void check(long start, long end) throws DamagedTableException {
    if (Long.compareUnsigned(start, last) < 0 || Long.compareUnsigned(end, start) <= 0) {
      throw new DamagedTableException("addresses are out of order");
    }
    last = end;
  }
}
