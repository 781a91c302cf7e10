package dev.fathom.runtime.pypy.gc;

import dev.fathom.malloc.Violations;
import dev.fathom.model.column.LongColumn;
import dev.fathom.target.Words;
import java.util.Arrays;

/// The memory of the collector during one hold.
///
/// **Memory**: a byte a page of an arena, 8 bytes a large object.
public final class MinimarkHeap {
  /// Large objects are not small.
  private static final long LEAST_LARGE = 16;

  private static final long LARGEST_LIBRARY = 1L << 28;
  private static final long MOST_LARGE = 1 << 26;
  private static final int MOST_PREBUILT = 1 << 20;

  // A table of addresses (`rpython/memory/lldict.py`).
  private static final long TABLE_ENTRIES = 0;
  private static final int MOST_YOUNG = 1 << 20;

  private final long structs;
  private final Collector.Fields fields;
  private final Arenas arenas;
  private final long[] large;
  private final long[] written;

  private MinimarkHeap(
      long structs, Collector.Fields fields, Arenas arenas, long[] large, long[] written) {
    this.structs = structs;
    this.fields = fields;
    this.arenas = arenas;
    this.large = large;
    this.written = written;
  }

  /// Reads the lists of a target that is held.
  ///
  /// @param field where the collector says where the nursery begins
  public static MinimarkHeap read(long field, Words words, Violations violations) {
    Collector.Fields fields = Collector.read(field, words);
    if (fields.collecting()) {
      violations.violation("a collection was under way: objects that are not reached yet", field);
    }
    long structs = Collector.arenas(field, words);
    if (structs == 0) {
      violations.violation("arenas that are not as those of the collector must be", field);
    }
    Arenas arenas = Arenas.read(structs, words, violations);
    LongColumn large = new LongColumn();
    long most = Math.clamp(fields.largeBytes() / LEAST_LARGE, 0, MOST_LARGE);
    AddressStack.read(words.u64(field + Collector.LARGE_OBJECTS), most, words, large);
    young(words.u64(field + Collector.YOUNG_LARGE_OBJECTS), words, large);
    LongColumn written = new LongColumn();
    AddressStack.read(words.u64(field + Collector.OBJECTS_TO_YOUNG), MOST_PREBUILT, words, written);
    return new MinimarkHeap(field, fields, arenas, sorted(large), sorted(written));
  }

  private static void young(long table, Words words, LongColumn large) {
    long entries = table == 0 ? 0 : words.u64(table + TABLE_ENTRIES);
    long count = entries == 0 ? 0 : Math.clamp(words.u64(entries), 0, MOST_YOUNG);
    for (long entry = 0; entry < count; entry++) {
      large.add(words.u64(entries + Long.BYTES + entry * 2 * Long.BYTES));
    }
  }

  private static long[] sorted(LongColumn column) {
    long[] all = new long[column.count()];
    int count = 0;
    for (int at = 0; at < all.length; at++) {
      long address = column.get(at);
      if (address > 0 && address % Long.BYTES == 0) {
        all[count++] = address;
      }
    }
    long[] addresses = Arrays.copyOf(all, count);
    Arrays.sort(addresses);
    return addresses;
  }

  /// {@return where one of the collector's own fields stands: among the variables of its library}
  public long structs() {
    return structs;
  }

  public Arenas arenas() {
    return arenas;
  }

  public long nurseryStart() {
    return fields.nursery();
  }

  /// {@return up to where the nursery is handed out}
  public long nurseryFree() {
    return fields.free();
  }

  public long nurseryEnd() {
    return fields.nursery() + fields.nurseryBytes();
  }

  /// {@return bytes of large objects, as the collector counts them}
  public long largeBytes() {
    return fields.largeBytes();
  }

  /// {@return the large object that begins in `[from, until)`, or 0 where there is none}
  public long largeIn(long from, long until) {
    int at = Arrays.binarySearch(large, from);
    int next = at >= 0 ? at : -at - 1;
    return next < large.length && large[next] < until ? large[next] : 0;
  }

  /// Whether an object may be, or have been, at an address: in an arena, in the nursery, a large
  /// one, or among the variables of the library.
  boolean mayHold(long address) {
    return address % Long.BYTES == 0
        && (arenas.arenaOf(address) >= 0
            || (address >= nurseryStart() && address < nurseryEnd())
            || Math.abs(address - structs) < LARGEST_LIBRARY
            || Arrays.binarySearch(large, address) >= 0);
  }

  /// Whether an object is one that was written to since the last collection.
  public boolean isWritten(long address) {
    return Arrays.binarySearch(written, address) >= 0;
  }
}
