package dev.fathom.runtime.perl.value;

/// How large the tables and buffers of a new value are that another is copied to; the same from
/// 5.30 to 5.42.
public final class PerlTableSizes {
  private static final long SMALLEST_BUCKETS = 8; // PERL_HASH_DEFAULT_HvMAX + 1

  /// A NUL, and the count of who shares the buffer (`CowREFCNT`, `sv.h`).
  private static final long BEHIND_TEXT = 2;

  private PerlTableSizes() {}

  /// {@return the bytes of the buckets of `my %copy = %hash`} It splits them while one and a half
  /// times its keys are more than their number less one (`hv_ksplit`, `DO_HSPLIT` in `hv.c`).
  public static long buckets(long keys) {
    if (keys == 0) {
      return 0;
    }
    long most = keys + (keys >> 1);
    return Math.max(SMALLEST_BUCKETS, Long.highestOneBit(most) << 1) * Long.BYTES;
  }

  /// {@return the bytes of the elements of `my @copy = @array` (`pp_aassign`, `av_extend_guts`)}
  public static long elements(long count) {
    return count * Long.BYTES;
  }

  /// {@return the bytes of the buffer of `my $copy = $string` (`sv_setsv_flags`); 0 where there is
  /// no string}
  public static long text(long bytes) {
    return bytes == 0 ? 0 : bytes + BEHIND_TEXT;
  }
}
