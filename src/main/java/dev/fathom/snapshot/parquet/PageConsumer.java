package dev.fathom.snapshot.parquet;

import java.io.IOException;

/// Takes the values of a column, a page at a time.
@FunctionalInterface
public interface PageConsumer {
  /// Takes the first `count` of `values`, which it may change, but not keep.
  void page(long[] values, int count) throws IOException;
}
