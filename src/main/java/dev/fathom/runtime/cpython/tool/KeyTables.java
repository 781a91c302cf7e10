package dev.fathom.runtime.cpython.tool;

import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Words;

/// The sizes of a dict's table of keys, as `Objects/dictobject.c` reckons them.
final class KeyTables {
  private static final long ENTRY_BYTES = 24; // PyDictKeyEntry
  private static final long UNICODE_ENTRY_BYTES = 16; // PyDictUnicodeEntry, from 3.11
  private static final int KIND_GENERAL = 0; // DICT_KEYS_GENERAL
  private static final int MOST_LOG2 = 48;

  private final Words words;
  private final StructLayout keys;
  private final boolean logarithmic;

  KeyTables(Layout layout, Offsets offsets, Words words) {
    this.words = words;
    this.keys = layout.struct("PyDictKeysObject");
    this.logarithmic = offsets.dictionaries() == Offsets.Dictionaries.LOGARITHMIC;
  }

  /// {@return the bytes of a table: `_PyDict_KeysSize`, up to 3.10 within `_PyDict_SizeOf`}
  long bytes(long table) {
    if (logarithmic) {
      int log2 = Math.min(MOST_LOG2, words.u8(table + keys.offset("dk_log2_index_bytes")));
      boolean general = words.u8(table + keys.offset("dk_kind")) == KIND_GENERAL;
      return keys.size()
          + (1L << log2)
          + usable(slots(table)) * (general ? ENTRY_BYTES : UNICODE_ENTRY_BYTES);
    }
    long slots = slots(table);
    return keys.size() + slots * indexBytes(slots) + usable(slots) * ENTRY_BYTES;
  }

  /// {@return how many values a dict has that shares this table}
  long sharedValues(long table) {
    return logarithmic
        // shared_keys_usable_size
        ? words.u64(table + keys.offset("dk_usable"))
            + words.u64(table + keys.offset("dk_nentries"))
        : usable(slots(table));
  }

  /// {@return whether it belongs to one dict alone}
  boolean hasOneOwner(long table) {
    return words.u64(table + keys.offset("dk_refcnt")) == 1;
  }

  private long slots(long table) {
    return logarithmic
        ? 1L << Math.min(MOST_LOG2, words.u8(table + keys.offset("dk_log2_size")))
        : words.u64(table + keys.offset("dk_size"));
  }

  /// `USABLE_FRACTION`.
  private static long usable(long slots) {
    return (slots << 1) / 3;
  }

  /// `DK_IXSIZE`.
  private static long indexBytes(long slots) {
    return slots <= 0xff ? 1 : slots <= 0xffff ? 2 : slots <= 0xffffffffL ? 4 : 8;
  }
}
