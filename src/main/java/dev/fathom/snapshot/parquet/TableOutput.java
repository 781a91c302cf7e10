package dev.fathom.snapshot.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bytes that are written one after the other, in an array that grows.
final class TableOutput {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[1 << 12];
  private int count;

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  /// The array itself: its first [#count] bytes were written.
  byte[] array() {
    return bytes;
  }

  /// Says that `more` bytes were put behind the last.
  void written(int more) {
    count += more;
  }

  void u8(int value) {
    reserve(1);
    bytes[count++] = (byte) value;
  }

  /// Four bytes, little-endian.
  void u32(int value) {
    reserve(Integer.BYTES);
    INTS.set(bytes, count, value);
    count += Integer.BYTES;
  }

  /// Eight bytes, little-endian.
  void u64(long value) {
    reserve(Long.BYTES);
    LONGS.set(bytes, count, value);
    count += Long.BYTES;
  }

  void put(byte[] from) {
    reserve(from.length);
    System.arraycopy(from, 0, bytes, count, from.length);
    count += from.length;
  }

  /// An unsigned number in groups of seven bits, the lowest first (ULEB 128).
  void variable(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      u8(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    u8((int) rest);
  }

  /// A signed number: those near zero, of either sign, are short.
  void zigzag(long value) {
    variable(value << 1 ^ value >> 63);
  }

  /// Makes room for `more` bytes.
  void reserve(int more) {
    if (bytes.length - count < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, count + more));
    }
  }
}
