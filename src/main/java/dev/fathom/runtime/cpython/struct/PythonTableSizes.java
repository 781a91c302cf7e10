package dev.fathom.runtime.cpython.struct;

/// How large the tables of a new container are that takes over what is in another.
///
/// @param version whose rules these are
public record PythonTableSizes(PythonVersion version) {
  private static final long POINTER_BYTES = 8;
  private static final long SMALLEST = 8; // PyDict_MINSIZE, PySet_MINSIZE
  private static final long SET_ENTRY_BYTES = 16;

  /// {@return the bytes of the array of `list[:]`, which has no room left (`list_slice`,
  /// `Objects/listobject.c`)}
  public long list(long items) {
    return items * POINTER_BYTES;
  }

  /// {@return the bytes of the buffer of `bytearray(other)`, which ends in a NUL
  /// (`PyByteArray_Resize`, `Objects/bytearrayobject.c`)}
  public long byteArray(long bytes) {
    return bytes + 1;
  }

  /// {@return the bytes of the table of `dict(other)`}
  ///
  /// @param entryBytes the size of an entry
  public long dict(long entries, long entryBytes) {
    long slots = dictSlots(entries);
    if (version.before(3, 0)) {
      return slots * entryBytes;
    }
    long usable = (slots << 1) / 3; // USABLE_FRACTION
    long header = version.before(3, 11) ? 40 : 32; // PyDictKeysObject
    return slots == 0 ? 0 : header + slots * indexBytes(slots) + usable * entryBytes;
  }

  /// {@return how many slots that has: a power of two; 0 where it needs no memory of its own}
  public long dictSlots(long entries) {
    if (version.before(3, 0)) {
      // dict_merge: (ma_fill + other->ma_used)*3 >= (ma_mask+1)*2; the smallest is in the object
      return entries * 3 < SMALLEST * 2 ? 0 : above(2 * entries);
    }
    if (entries == 0) {
      return 0; // all empty dicts share one table
    }
    long least = (entries * 3 + 1) / 2; // ESTIMATE_SIZE, estimate_log2_keysize
    return version.before(3, 10)
        ? above(Math.max(SMALLEST, least) - 1)
        // calculate_log2_keysize: the number of bits, which is one more for a power of two
        : above(((least | SMALLEST) - 1) | (SMALLEST - 1));
  }

  /// {@return the bytes of the table of `set(other)` (`set_merge`, `set_table_resize` in
  /// `Objects/setobject.c`)} The smallest is in the object.
  public long set(long entries) {
    boolean small =
        version.before(3, 0) ? entries * 3 < SMALLEST * 2 : entries * 5 < (SMALLEST - 1) * 3;
    return small ? 0 : above(2 * entries) * SET_ENTRY_BYTES;
  }

  /// {@return the smallest power of two above `number`, and no less than the smallest table}
  private static long above(long number) {
    return Math.max(SMALLEST, Long.highestOneBit(number) << 1);
  }

  private static long indexBytes(long slots) {
    return slots <= 0xff ? 1 : slots <= 0xffff ? 2 : slots <= 0xffffffffL ? 4 : 8;
  }
}
