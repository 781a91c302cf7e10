package dev.fathom.runtime.cpython.kept;

import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was kept of a stretch of memory, to follow the references of its objects when the target
/// runs again; and of all stretches, once they are put together ([#append]).
public final class KeptObjects {
  /// The largest table that is copied; hostile sizes end here.
  public static final long LARGEST_TABLE_BYTES = 16L << 30;

  /// Instead of a size: a dict's table of keys, which states its size itself.
  public static final long DICT_KEYS = -1;

  /// CPython 3.11, which has its own modules compiled in, has some 20,000.
  private static final int MOST_STATIC_STRINGS = 1 << 18;

  private static final int LONGEST_MODULE_NAME = 200;
  private static final int WINDOW_BYTES = 1 << 18;

  private final KeptMemory streamed = new KeptMemory();
  private final KeptMemory fetched = new KeptMemory();

  /// Of chunks that look like dead objects: read where somebody says that one is his.
  private final KeptMemory doubtful = new KeptMemory();

  private final ChunkWords largeChunks;

  /// Large tables to be fetched at the end: address and size in turn.
  private long[] tables = new long[64];

  private int tableCount;

  /// What 2.7 has in sets for keys that are gone; 0 while none was met.
  private long deletedKey;

  /// Strings that stand in the program's or a library's own data.
  private final Set<Long> staticStrings = new HashSet<>();

  /// By what modules are told apart: the addresses of their names, which may be neither interned
  /// nor static.
  private final List<Long> moduleNames = new ArrayList<>();

  /// @param largeChunks takes what chunks have of addresses that are not kept as a whole
  public KeptObjects(ChunkWords largeChunks) {
    this.largeChunks = largeChunks;
  }

  /// {@return what takes the same of another stretch}
  public KeptObjects another() {
    return new KeptObjects(largeChunks.another());
  }

  /// Takes over what was kept of a stretch that lies above all that is kept here.
  public void append(KeptObjects above) {
    streamed.append(above.streamed);
    doubtful.append(above.doubtful);
    largeChunks.append(above.largeChunks);
    for (int at = 0; at < above.tableCount; at += 2) {
      table(above.tables[at], above.tables[at + 1]);
    }
    deletedKey = deletedKey == 0 ? above.deletedKey : deletedKey;
    for (long string : above.staticStrings) {
      staticString(string);
    }
    moduleNames.addAll(above.moduleNames);
  }

  /// Keeps words, in address order.
  public void words(Window window, long address, long bytes) {
    streamed.keep(window, address, bytes);
  }

  /// Keeps words of which nobody is told who does not ask for their address; in address order.
  public void doubtful(Window window, long address, long bytes) {
    doubtful.keep(window, address, bytes);
  }

  /// Keeps what looks like addresses in a chunk, as far as they go on.
  public void largeChunk(long payload, long payloadEnd, Window window) {
    largeChunks.chunk(payload, payloadEnd, window, false);
  }

  /// Has a table fetched at the end, of so many bytes or [#DICT_KEYS].
  public void table(long address, long bytes) {
    if (tableCount == tables.length) {
      tables = Arrays.copyOf(tables, tableCount * 2);
    }
    tables[tableCount++] = address;
    tables[tableCount++] = bytes;
  }

  public void staticString(long address) {
    if (staticStrings.size() < MOST_STATIC_STRINGS) {
      staticStrings.add(address);
    }
  }

  /// {@return whether a str was found among static objects}
  public boolean isStatic(long address) {
    return staticStrings.contains(address);
  }

  /// A module, by the address of its name; in 2.7 of its dict.
  public void module(long name) {
    moduleNames.add(name);
  }

  /// {@return what 2.7 has in sets for keys that are gone; 0 while none was met}
  public long deletedKey() {
    return deletedKey;
  }

  public void deletedKey(long key) {
    deletedKey = key;
  }

  /// Fetches the large tables. A size is the target's word: a table that is not mostly resident is
  /// none. To be called while the target is still held.
  public KeptReferences finish(Target target, Offsets offsets, Words words) {
    streamed.seal();
    doubtful.seal();
    DictLookup dicts = new DictLookup(offsets, words, new StrReader(offsets, words));
    fetch(tablesInOrder(target, dicts), target);
    fetched.seal();
    Map<Long, String> names = new HashMap<>();
    StrReader strings = new StrReader(offsets, words);
    for (long module : moduleNames) {
      // In 2.7 a module does not have its name itself, but in its dict.
      long name = offsets.two() ? dicts.get(module, "__name__") : module;
      String text = name == 0 ? null : strings.read(name, LONGEST_MODULE_NAME);
      if (text != null) {
        names.put(module, text);
      }
    }
    return new KeptReferences(streamed, fetched, doubtful, largeChunks, names, deletedKey);
  }

  private long[][] tablesInOrder(Target target, DictLookup dicts) {
    long[][] order = new long[tableCount / 2][];
    int wanted = 0;
    for (int at = 0; at < tableCount; at += 2) {
      long bytes = tables[at + 1] == DICT_KEYS ? dicts.tableBytes(tables[at]) : tables[at + 1];
      if (bytes > 0
          && bytes <= LARGEST_TABLE_BYTES
          && target.pages().residentBytes(tables[at], tables[at] + bytes) >= bytes / 2
          && (!streamed.holds(tables[at]) || !streamed.holds(tables[at] + bytes - Long.BYTES))) {
        order[wanted++] = new long[] {tables[at], bytes};
      }
    }
    long[][] inOrder = Arrays.copyOf(order, wanted);
    Arrays.sort(inOrder, (a, b) -> Long.compareUnsigned(a[0], b[0]));
    return inOrder;
  }

  private void fetch(long[][] inOrder, Target target) {
    if (inOrder.length == 0) {
      return;
    }
    try (Window window = new Window(target.memory(), WINDOW_BYTES)) {
      long done = 0;
      for (long[] table : inOrder) {
        long start = Math.max(done, table[0]);
        long end = table[0] + table[1];
        if (start < end) {
          window.range(end);
          fetched.keep(window, start, end - start);
          done = (end + 15) & -16L;
        }
      }
    }
  }
}
