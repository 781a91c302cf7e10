package dev.fathom.snapshot.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Bytes that are read one after the other. Reading beyond the last is a [DamagedTableException].
final class Input {
  /// So many bytes behind the last may be looked at, though they mean nothing.
  static final int SLACK_BYTES = 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;

  /// @param bytes of which the last [#SLACK_BYTES] at least stand behind `end`
  Input(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  byte[] array() {
    return bytes;
  }

  int position() {
    return at;
  }

  int remaining() {
    return end - at;
  }

  /// Goes on behind the next `count` bytes. Returns where they begin.
  int skip(int count) throws DamagedTableException {
    if (count < 0 || count > remaining()) {
      throw new DamagedTableException("a length reaches beyond its page");
    }
    int start = at;
    at += count;
    return start;
  }

  int u8() throws DamagedTableException {
    return bytes[skip(1)] & 0xff;
  }

  int u32() throws DamagedTableException {
    return (int) INTS.get(bytes, skip(Integer.BYTES));
  }

  static long u64(byte[] bytes, int position) {
    return (long) LONGS.get(bytes, position);
  }

  long variable() throws DamagedTableException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new DamagedTableException("a number has no end");
  }

  /// A [#variable] number that counts something: not negative, and an `int`.
  int size() throws DamagedTableException {
    long value = variable();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new DamagedTableException("a size is out of range");
    }
    return (int) value;
  }

  long zigzag() throws DamagedTableException {
    long value = variable();
    return value >>> 1 ^ -(value & 1);
  }
}
