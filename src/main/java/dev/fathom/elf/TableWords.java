package dev.fathom.elf;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Words of a table that was read whole.
final class TableWords {
  private static final VarHandle LE16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, LITTLE_ENDIAN);
  private static final VarHandle LE32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);
  private static final VarHandle LE64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private TableWords() {}

  static int u16(byte[] table, int at) {
    return Short.toUnsignedInt((short) LE16.get(table, at));
  }

  static int i32(byte[] table, int at) {
    return (int) LE32.get(table, at);
  }

  static long i64(byte[] table, int at) {
    return (long) LE64.get(table, at);
  }
}
