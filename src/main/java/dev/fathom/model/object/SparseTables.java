package dev.fathom.model.object;

import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.LongColumn;

/// Tables and buffers of objects that are much larger than what is in them needs, in no order. An
/// object may have several.
///
/// **Memory**: 36 bytes a table.
public final class SparseTables {
  /// Less is not worth a row.
  public static final long LEAST_SPARE = 1 << 12;

  private final IntColumn objects = new IntColumn();
  private final LongColumn addresses = new LongColumn();
  private final LongColumn bytes = new LongColumn();
  private final LongColumn entries = new LongColumn();
  private final LongColumn rebuilt = new LongColumn();

  /// Adds a table, unless a new one would be hardly smaller.
  ///
  /// @param object whose it is
  /// @param address where it begins
  /// @param size its bytes
  /// @param count how many entries are in it; of a buffer how many bytes
  /// @param anew the bytes of a new one that the same is put into
  public void add(int object, long address, long size, long count, long anew) {
    if (count >= 0 && anew >= 0 && size - anew >= LEAST_SPARE) {
      objects.add(object);
      addresses.add(address);
      bytes.add(size);
      entries.add(count);
      rebuilt.add(anew);
    }
  }

  public int count() {
    return objects.count();
  }

  /// {@return the object whose table it is}
  public int object(int table) {
    return objects.get(table);
  }

  /// {@return where it begins}
  public long address(int table) {
    return addresses.get(table);
  }

  /// {@return its size}
  public long bytes(int table) {
    return bytes.get(table);
  }

  /// {@return how many entries are in it; of a buffer how many bytes}
  public long entries(int table) {
    return entries.get(table);
  }

  /// {@return the size of a new one that the same is put into}
  public long rebuilt(int table) {
    return rebuilt.get(table);
  }
}
