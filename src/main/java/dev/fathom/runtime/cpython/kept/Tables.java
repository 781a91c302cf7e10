package dev.fathom.runtime.cpython.kept;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.cpython.struct.Offsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/// The tables of lists and dicts (`Objects/dictobject.c`), read from kept words.
public final class Tables {
  private static final long POINTER_BYTES = 8;

  // PyDictKeysObject up to 3.10: refcnt, size, lookup, usable, nentries, indices
  private static final long OLD_SIZE = 8;
  private static final long OLD_COUNT = 32;
  private static final long OLD_HEADER_BYTES = 40;

  // PyDictKeysObject from 3.11
  private static final long LOG2_INDEX_BYTES = 9;
  private static final long KIND = 10;
  private static final long COUNT = 24;
  private static final long HEADER_BYTES = 32;
  private static final int KIND_GENERAL = 0;
  private static final int MOST_LOG2 = 40;

  private static final long ENTRY_BYTES = 24;
  private static final long ENTRY_KEY = 8;
  private static final long UNICODE_ENTRY_BYTES = 16;

  /// PyDictValues of 3.13: capacity, size, embedded, valid in four bytes, padded to a word.
  private static final long VALUES_HEADER_BYTES = 8;

  private static final long VALUES_EMBEDDED = 2;
  private static final long VALUES_VALID = 3;

  private static final int MOST_REMEMBERED = 1 << 16;
  private static final int MOST_AT_ONCE = 256;

  private final KeptReferences kept;
  private final boolean open;
  private final boolean logarithmic;
  private final boolean headed;
  private final ReferenceSink sink;

  /// What is gone through at the moment.
  private final long[] words = new long[MOST_AT_ONCE];

  private int keyField = -1;

  /// The keys of tables that instances share, by address; and how many these are.
  private final Map<Long, long[]> sharedKeys = new HashMap<>();

  private int remembered;
  private long lastShared;
  private long[] lastKeys = {};

  // The table of keys that was looked at last.
  private long firstEntry;
  private long stride;
  private long keyAt;
  private long count;

  public Tables(KeptReferences kept, Offsets offsets, ReferenceSink sink) {
    this.kept = kept;
    this.open = offsets.dictionaries() == Offsets.Dictionaries.OPEN;
    this.logarithmic = offsets.dictionaries() == Offsets.Dictionaries.LOGARITHMIC;
    this.headed = !offsets.version().before(3, 13);
    this.sink = sink;
  }

  /// An array of `count` objects.
  public void items(long first, long count) {
    for (long item = 0; item < count; ) {
      int some = kept.look(first + item * POINTER_BYTES, words, count - item);
      if (some == 0) {
        return; // torn, or a count of the target's invention
      }
      for (int at = 0; at < some; at++) {
        if (words[at] != 0) {
          sink.edge(words[at], EdgeKind.INDEX, item + at);
        }
      }
      item += some;
    }
  }

  /// A table of keys and, where it is not shared, values. It owns its references to the keys.
  ///
  /// @param size of an open table, in entries; unused else
  public void keys(long table, long size) {
    open(table, size);
    if (keyField < 0) {
      keyField = sink.field("key");
    }
    int step = (int) (stride / POINTER_BYTES);
    for (long entry = 0; entry < count; ) {
      long at = firstEntry + entry * stride + keyAt;
      int some = kept.look(at, words, Math.min(count - entry, MOST_AT_ONCE) * step);
      if (some == 0) {
        return;
      }
      if (some == 1) { // of a torn table the last
        words[1] = kept.u64(at + POINTER_BYTES);
      }
      int first = 0;
      for (; first == 0 || first + 1 < some; first += step) {
        key(words[first], words[first + 1]);
      }
      entry += first / step;
    }
  }

  private void key(long key, long value) {
    if (key == 0 || (open && value == 0)) { // never used, or a mark that one was deleted
      return;
    }
    sink.edge(key, EdgeKind.FIELD, keyField);
    if (value != 0) {
      sink.edge(value, EdgeKind.KEY, key);
    }
  }

  /// {@return the size of an entry of a table of keys and values}
  public long entryBytes(long table) {
    open(table);
    return stride;
  }

  /// Hears of an entry of a table.
  public interface EntryListener {
    void entry(long key, long value);
  }

  /// Goes through the entries of a table that has values.
  ///
  /// @param size of an open table, in entries; unused else
  public void eachEntry(long table, long size, EntryListener listener) {
    open(table, size);
    for (long entry = 0; entry < count; entry++) {
      long at = firstEntry + entry * stride + keyAt;
      if (!kept.mayLook(at)) {
        return;
      }
      long value = kept.u64(at + POINTER_BYTES);
      if (value != 0) {
        listener.entry(kept.u64(at), value);
      }
    }
  }

  /// Goes through the keys of a table.
  ///
  /// @param size of an open table, in entries; unused else
  public void eachKey(long table, long size, LongConsumer keys) {
    open(table, size);
    for (long entry = 0; entry < count; entry++) {
      long at = firstEntry + entry * stride + keyAt;
      if (!kept.mayLook(at)) {
        return;
      }
      if (kept.u64(at + POINTER_BYTES) != 0) {
        keys.accept(kept.u64(at));
      }
    }
  }

  /// {@return how many entries of a table have a value, if that is the key itself in each of them
  /// and most keys were kept, which only names are; or else 0}
  public long namesUnderThemselves(long table, long size) {
    open(table, size);
    long entries = 0;
    long names = 0;
    for (long entry = 0; entry < count; entry++) {
      long at = firstEntry + entry * stride + keyAt;
      if (!kept.mayLook(at)) {
        return 0;
      }
      long value = kept.u64(at + POINTER_BYTES);
      if (value != 0) {
        if (value != kept.u64(at)) {
          return 0;
        }
        entries++;
        names += kept.holds(value) ? 1 : 0;
      }
    }
    return names > entries / 2 ? entries : 0;
  }

  /// A dict whose values stand apart from the keys that it shares with others.
  public void splitValues(long table, long values) {
    if (headed && kept.u8(values + VALUES_EMBEDDED) != 0) {
      return; // they are the instance's own
    }
    sink.owns(headed || !logarithmic ? values : values - kept.u8(values - 1));
    named(table, headed ? values + VALUES_HEADER_BYTES : values, EdgeKind.KEY);
  }

  /// The values of an instance's attributes.
  ///
  /// @param table the names, shared by all instances of the type
  public void values(long table, long values) {
    if (table == 0 || (headed && kept.u8(values + VALUES_VALID) == 0)) {
      return;
    }
    named(table, headed ? values + VALUES_HEADER_BYTES : values, EdgeKind.ATTRIBUTE);
  }

  private void named(long table, long first, EdgeKind kind) {
    long[] names = keysOf(table);
    for (int entry = 0; entry < names.length; ) {
      int some = kept.look(first + entry * POINTER_BYTES, words, names.length - entry);
      if (some == 0) {
        return;
      }
      for (int at = 0; at < some; at++) {
        if (words[at] != 0) {
          sink.edge(words[at], kind, names[entry + at]);
        }
      }
      entry += some;
    }
  }

  /// {@return the keys of a table that is shared}
  private long[] keysOf(long table) {
    if (table != lastShared) {
      long[] known = sharedKeys.get(table);
      lastKeys = known != null ? known : readKeys(table);
      lastShared = table;
    }
    return lastKeys;
  }

  private long[] readKeys(long table) {
    open(table);
    long[] keys = new long[Math.clamp(count, 0, MOST_REMEMBERED)];
    int read = 0;
    for (; read < keys.length; read++) {
      long at = firstEntry + read * stride + keyAt;
      if (!kept.mayLook(at)) {
        break; // torn
      }
      keys[read] = kept.u64(at);
    }
    if (remembered + read > MOST_REMEMBERED) {
      sharedKeys.clear();
      remembered = 0;
    }
    remembered += read;
    long[] sound = Arrays.copyOf(keys, read);
    sharedKeys.put(table, sound);
    return sound;
  }

  private void open(long table) {
    open(table, 0);
  }

  private void open(long table, long size) {
    if (open) {
      firstEntry = table;
      count = size;
      stride = ENTRY_BYTES;
      keyAt = ENTRY_KEY;
    } else if (logarithmic) {
      int log2 = Math.min(MOST_LOG2, kept.u8(table + LOG2_INDEX_BYTES));
      boolean general = kept.u8(table + KIND) == KIND_GENERAL;
      firstEntry = table + HEADER_BYTES + (1L << log2);
      count = kept.u64(table + COUNT);
      stride = general ? ENTRY_BYTES : UNICODE_ENTRY_BYTES;
      keyAt = general ? ENTRY_KEY : 0;
    } else {
      long indices = kept.u64(table + OLD_SIZE);
      long width = indices <= 0xff ? 1 : indices <= 0xffff ? 2 : indices <= 0xffffffffL ? 4 : 8;
      firstEntry = table + OLD_HEADER_BYTES + indices * width;
      count = kept.u64(table + OLD_COUNT);
      stride = ENTRY_BYTES;
      keyAt = ENTRY_KEY;
    }
  }
}
