package dev.fathom.runtime.perl.reference;

import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.PerlTableSizes;
import dev.fathom.runtime.perl.value.Sv;

/// Tells of which values the tables and buffers have more room than growth leaves.
///
/// Perl makes none of them smaller: not when keys are deleted, not when a sub returns whose lexical
/// it is, only when the value goes or `undef` is called of it.
final class UnusedRoom {
  /// Growth doubles the buckets (`hsplit`).
  private static final double FULL_HASHED = 0.25;

  /// Growth leaves a fifth of an array free, a quarter more of a string than it has
  /// (`av_extend_guts`, `PERL_STRLEN_EXPAND_SHIFT`).
  private static final double FULL_ARRAY = 0.75;

  private final PerlImage image;
  private final PerlOffsets offsets;
  private final ReferenceSink sink;

  UnusedRoom(PerlImage image, PerlOffsets offsets, ReferenceSink sink) {
    this.image = image;
    this.offsets = offsets;
    this.sink = sink;
  }

  /// @param any the array's body
  /// @param bytes those of its table
  void ofArray(long any, long table, long bytes) {
    long count = image.u64(any + offsets.arrayFill) + 1;
    tell(FULL_ARRAY, table, bytes, count, PerlTableSizes.elements(count));
  }

  /// @param any the hash's body
  /// @param bytes those of its buckets
  void ofHash(long any, long table, long bytes) {
    long count = image.u64(any + offsets.hashKeys);
    tell(FULL_HASHED, table, bytes, count, PerlTableSizes.buckets(count));
  }

  /// @param any the scalar's body
  /// @param bytes those of its buffer
  void ofString(int flags, long any, long buffer, long bytes) {
    if (Sv.isScalar(flags)) {
      // What is no string any more keeps its buffer for the next one.
      long count = Sv.isString(flags) ? image.u64(any + offsets.bufferUsed) : 0;
      tell(FULL_ARRAY, buffer, bytes, count, PerlTableSizes.text(count));
    }
  }

  /// Nothing is told where so many cannot be in there: then memory is torn.
  private void tell(double full, long table, long bytes, long count, long rebuilt) {
    if (count >= 0 && count < bytes && rebuilt <= full * bytes) {
      sink.sparse(table, bytes, count, rebuilt);
    }
  }
}
