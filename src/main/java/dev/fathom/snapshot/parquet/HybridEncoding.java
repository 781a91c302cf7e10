package dev.fathom.snapshot.parquet;

/// The hybrid of runs and packed bits in which a page of `RLE_DICTIONARY` says which words of the
/// dictionary its values are.
final class HybridEncoding {
  private HybridEncoding() {}

  /// {@return bits that a number below `limit` takes}
  static int width(int limit) {
    return limit <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(limit - 1);
  }

  /// Appends the first `count` of `values`, each below `limit`; behind them `values` has room for
  /// 8. One run where all are the same, else packed bits: zstd sees to what repeats.
  static void encode(long[] values, int count, int limit, TableOutput out) {
    int width = width(limit);
    out.u8(width);
    boolean same = true;
    for (int i = 1; i < count; i++) {
      same &= values[i] == values[0];
    }
    if (count == 0) {
      return;
    }
    if (same) {
      out.variable((long) count << 1);
      for (int bits = 0; bits < width; bits += Byte.SIZE) {
        out.u8((int) (values[0] >>> bits));
      }
      return;
    }
    int groups = (count + 7) / 8;
    for (int i = count; i < groups * 8; i++) {
      values[i] = 0;
    }
    out.variable((long) groups << 1 | 1);
    DeltaEncoding.pack(values, 0, groups * 8, width, out);
  }

  /// Reads exactly `count` numbers into `values`, each of which is below `limit`.
  static void decode(Input in, long[] values, int count, int limit) throws DamagedTableException {
    int width = in.u8();
    if (width > Integer.SIZE) {
      throw new DamagedTableException("a number is wider than 32 bits");
    }
    for (int at = 0; at < count; ) {
      int head = in.size();
      int end;
      if ((head & 1) == 0) {
        long value = 0;
        for (int bits = 0; bits < width; bits += Byte.SIZE) {
          value |= (long) in.u8() << bits;
        }
        end = (int) Math.min(count, at + (long) (head >>> 1));
        for (int i = at; i < end; i++) {
          values[i] = value;
        }
      } else {
        long groups = (long) head >>> 1;
        long bytes = groups * width;
        if (bytes > in.remaining()) {
          throw new DamagedTableException("a run reaches beyond its page");
        }
        end = (int) Math.min(count, at + groups * Byte.SIZE);
        DeltaEncoding.unpack(in.array(), in.skip((int) bytes), width, values, at, end);
      }
      if (end == at) {
        throw new DamagedTableException("a run of nothing");
      }
      at = end;
    }
    for (int i = 0; i < count; i++) {
      if (values[i] < 0 || values[i] >= limit) {
        throw new DamagedTableException("a value is not in the dictionary");
      }
    }
  }
}
