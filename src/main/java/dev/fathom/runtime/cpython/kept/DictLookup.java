package dev.fathom.runtime.cpython.kept;

import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// Finds the value of a name in a dict (`Objects/dictobject.c`), by going through its entries.
public final class DictLookup {
  // PyDictKeysObject up to 3.10
  private static final long OLD_SIZE = 8;
  private static final long OLD_USABLE = 24;
  private static final long OLD_ENTRIES = 32;
  private static final long OLD_HEADER_BYTES = 40;

  // PyDictKeysObject from 3.11
  private static final long LOG2_SIZE = 8;
  private static final long LOG2_INDEX_BYTES = 9;
  private static final long KIND = 10;
  private static final long USABLE = 16;
  private static final long ENTRIES = 24;
  private static final long HEADER_BYTES = 32;
  private static final int KIND_GENERAL = 0;

  // PyDictKeyEntry {hash, key, value} and, from 3.11, PyDictUnicodeEntry {key, value}
  private static final long ENTRY_BYTES = 24;
  private static final long ENTRY_KEY = 8;
  private static final long UNICODE_ENTRY_BYTES = 16;

  private static final long MOST_ENTRIES = 1 << 16;
  private static final int MOST_LOG2 = 32;

  private final Offsets offsets;
  private final Words words;
  private final StrReader strings;

  // The table that was looked at last: its entries, and where in one the key is.
  private long first;
  private long stride;
  private long keyAt;
  private long count;

  /// The interned str that was the key last time: dicts of types all share it.
  private long lastKey;

  private String lastName = "";

  public DictLookup(Offsets offsets, Words words, StrReader strings) {
    this.offsets = offsets;
    this.words = words;
    this.strings = strings;
  }

  /// {@return address of the value under `name`; 0 where there is none} For dicts that have their
  /// values in their table, as those of types and modules do.
  public long get(long dict, String name) {
    if (!openDict(dict)) {
      return 0;
    }
    for (long entry = 0; entry < count; entry++) {
      long key = first + entry * stride + keyAt;
      if (isNamed(words.u64(key), name)) {
        return words.u64(key + Long.BYTES);
      }
    }
    return 0;
  }

  /// Hears of one entry.
  public interface Visitor {
    /// An entry of which both key and value are addresses.
    ///
    /// @param key address of the key
    /// @param value address of the value
    void entry(long key, long value);
  }

  /// {@return the key of the first entry: of a dict of a module `__name__`; 0 where there is none}
  public long firstKey(long dict) {
    return openDict(dict) && count > 0 ? words.u64(first + keyAt) : 0;
  }

  /// Shows the entries in their order. The visitor must not look into another dict by this.
  public void visit(long dict, Visitor visitor) {
    if (!openDict(dict)) {
      return;
    }
    for (long entry = 0; entry < count; entry++) {
      long key = first + entry * stride + keyAt;
      visitor.entry(words.u64(key), words.u64(key + Long.BYTES));
    }
  }

  /// {@return whether there is a table that makes sense}
  private boolean openDict(long dict) {
    long keys = dict == 0 ? 0 : words.u64(dict + offsets.dictKeys());
    if (keys == 0 || !words.met()) {
      return false;
    }
    if (offsets.dictionaries() == Offsets.Dictionaries.OPEN) {
      first = keys;
      count = words.u64(dict + offsets.dictMask()) + 1;
      stride = ENTRY_BYTES;
      keyAt = ENTRY_KEY;
    } else {
      open(keys);
    }
    return count >= 0 && count <= MOST_ENTRIES;
  }

  /// {@return the bytes of a table of keys up to its last entry in use; 0 where that makes no
  /// sense}
  long tableBytes(long keys) {
    open(keys);
    return !words.met() || count < 0 ? 0 : first + count * stride - keys;
  }

  /// Whether a chunk begins like a table of keys of one dict. The window must hold its first 64
  /// bytes.
  public static boolean looksLikeTable(
      Offsets.Dictionaries dictionaries, Window window, long chunk, long bytes) {
    long size;
    long usable;
    long entries;
    if (dictionaries == Offsets.Dictionaries.OPEN) {
      return false; // has no head of its own, and its dict always tells its size
    }
    if (dictionaries == Offsets.Dictionaries.SIZE_IN_ENTRIES) {
      size = window.u64(chunk + OLD_SIZE);
      usable = window.u64(chunk + OLD_USABLE);
      entries = window.u64(chunk + OLD_ENTRIES);
    } else {
      size = 1L << Math.min(MOST_LOG2, window.u8(chunk + LOG2_SIZE));
      usable = window.u64(chunk + USABLE);
      entries = window.u64(chunk + ENTRIES);
    }
    return window.u64(chunk) == 1 // its owner's reference
        && Long.bitCount(size) == 1
        && usable >= 0
        && entries >= 0
        && entries <= size
        && usable <= size - entries
        && size < bytes;
  }

  private void open(long keys) {
    if (offsets.dictionaries() == Offsets.Dictionaries.SIZE_IN_ENTRIES) {
      long size = words.u64(keys + OLD_SIZE);
      // Indices are as wide as they must be to count the entries.
      int width = size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffffL ? 4 : 8;
      first = keys + OLD_HEADER_BYTES + size * width;
      count = words.u64(keys + OLD_ENTRIES);
      stride = ENTRY_BYTES;
      keyAt = ENTRY_KEY;
    } else {
      boolean general = words.u8(keys + KIND) == KIND_GENERAL;
      first = keys + HEADER_BYTES + (1L << Math.min(MOST_LOG2, words.u8(keys + LOG2_INDEX_BYTES)));
      count = words.u64(keys + ENTRIES);
      stride = general ? ENTRY_BYTES : UNICODE_ENTRY_BYTES;
      keyAt = general ? ENTRY_KEY : 0;
    }
  }

  private boolean isNamed(long key, String name) {
    if (key == lastKey && key != 0) {
      return name.equals(lastName);
    }
    if (key == 0 || !name.equals(strings.read(key, name.length()))) {
      return false;
    }
    lastKey = key;
    lastName = name;
    return true;
  }
}
