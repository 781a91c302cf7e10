package dev.fathom.snapshot.parquet;

/// `DELTA_BINARY_PACKED`: what a number differs from the one before it, in as few bits as the
/// widest of 32 neighbours needs.
///
/// Addresses in order and counts that grow take a byte or two each that way.
final class DeltaEncoding {
  private static final int BLOCK = 128;
  private static final int MINIBLOCKS = 4;
  private static final int MINIBLOCK = BLOCK / MINIBLOCKS;

  /// Up to this width a value lies in the eight bytes that begin with its first bit.
  private static final int NARROW_BITS = 57;

  private DeltaEncoding() {}

  /// Appends the first `count` of `values`.
  static void encode(long[] values, int count, TableOutput out) {
    out.variable(BLOCK);
    out.variable(MINIBLOCKS);
    out.variable(count);
    out.zigzag(count == 0 ? 0 : values[0]);
    long[] deltas = new long[BLOCK];
    for (int first = 1; first < count; first += BLOCK) {
      int inBlock = Math.min(BLOCK, count - first);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < inBlock; i++) {
        deltas[i] = values[first + i] - values[first + i - 1];
        least = Math.min(least, deltas[i]);
      }
      for (int i = 0; i < BLOCK; i++) {
        deltas[i] = i < inBlock ? deltas[i] - least : 0;
      }
      block(deltas, inBlock, least, out);
    }
  }

  private static void block(long[] deltas, int inBlock, long least, TableOutput out) {
    out.zigzag(least);
    out.reserve(MINIBLOCKS + BLOCK * Long.BYTES);
    int[] widths = new int[MINIBLOCKS];
    for (int miniblock = 0; miniblock < MINIBLOCKS; miniblock++) {
      long all = 0;
      for (int i = 0; i < MINIBLOCK; i++) {
        all |= deltas[miniblock * MINIBLOCK + i];
      }
      widths[miniblock] = Long.SIZE - Long.numberOfLeadingZeros(all);
      out.u8(widths[miniblock]);
    }
    for (int miniblock = 0; miniblock * MINIBLOCK < inBlock; miniblock++) {
      pack(deltas, miniblock * MINIBLOCK, MINIBLOCK, widths[miniblock], out);
    }
  }

  /// Appends values of `width` bits each; `count` is a multiple of 8.
  static void pack(long[] values, int from, int count, int width, TableOutput out) {
    long word = 0;
    int bits = 0;
    for (int i = from; i < from + count; i++) {
      word |= values[i] << bits;
      bits += width;
      if (bits >= Long.SIZE) {
        out.u64(word);
        bits -= Long.SIZE;
        word = bits == 0 ? 0 : values[i] >>> (width - bits);
      }
    }
    for (; bits > 0; bits -= Byte.SIZE) {
      out.u8((int) word);
      word >>>= Byte.SIZE;
    }
  }

  /// Reads exactly `count` numbers into `values`.
  static void decode(Input in, long[] values, int count) throws DamagedTableException {
    int block = in.size();
    int miniblocks = in.size();
    if (block == 0 || miniblocks == 0 || block % 128 != 0 || block % (32L * miniblocks) != 0) {
      throw new DamagedTableException("blocks of numbers have an odd size");
    }
    if (in.size() != count) {
      throw new DamagedTableException("a page holds more or fewer numbers than it says");
    }
    long last = in.zigzag();
    if (count > 0) {
      values[0] = last;
    }
    int inMiniblock = block / miniblocks;
    for (int at = 1; at < count; ) {
      long least = in.zigzag();
      int widths = in.skip(miniblocks);
      for (int miniblock = 0; miniblock < miniblocks && at < count; miniblock++) {
        int width = in.array()[widths + miniblock] & 0xff;
        if (width > Long.SIZE) {
          throw new DamagedTableException("a number is wider than 64 bits");
        }
        int packed = in.skip(Math.multiplyExact(inMiniblock / Byte.SIZE, width));
        int end = Math.min(count, at + inMiniblock);
        if (width == 0) {
          for (; at < end; at++) {
            last += least;
            values[at] = last;
          }
          continue;
        }
        unpack(in.array(), packed, width, values, at, end);
        for (; at < end; at++) {
          last += least + values[at];
          values[at] = last;
        }
      }
    }
  }

  /// Takes values of `width` bits each into `values[from, end)`.
  static void unpack(byte[] bytes, int packed, int width, long[] values, int from, int end) {
    if (width > NARROW_BITS) {
      unpackWide(bytes, packed, width, values, from, end);
      return;
    }
    long mask = (1L << width) - 1;
    long bit = 0;
    for (int i = from; i < end; i++) {
      values[i] = Input.u64(bytes, packed + (int) (bit >>> 3)) >>> (bit & 7) & mask;
      bit += width;
    }
  }

  private static void unpackWide(
      byte[] bytes, int packed, int width, long[] values, int from, int end) {
    long mask = width == Long.SIZE ? -1 : (1L << width) - 1;
    long bit = 0;
    for (int i = from; i < end; i++) {
      int at = packed + (int) (bit >>> 3);
      int shift = (int) bit & 7;
      long value = Input.u64(bytes, at) >>> shift;
      if (shift > 0) {
        value |= (long) bytes[at + Long.BYTES] << (Long.SIZE - shift);
      }
      values[i] = value & mask;
      bit += width;
    }
  }
}
