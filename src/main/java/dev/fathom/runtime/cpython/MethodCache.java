package dev.fathom.runtime.cpython;

import dev.fathom.model.memory.Area;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.object.MappedRanges;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.HashMap;
import java.util.Map;

/// The cache of methods that types were asked for: a table in the interpreter's static data
/// (`Objects/typeobject.c`, method_cache; from 3.11 on in the state of the interpreter, static too;
/// only in 3.10 that was allocated, and the cache is not looked for).
///
/// Nothing says where it is, but each of its entries does: its place in the table is a hash of what
/// is in it. So every three words that could be an entry vote for where the table would begin.
final class MethodCache {
  private static final int ENTRIES = 1 << 12; // MCACHE_SIZE_EXP
  private static final long ENTRY_BYTES = 24; // version, name, value
  private static final long NAME = 8;

  /// From 3.10 on names are hashed by their address (MCACHE_HASH_METHOD).
  private static final int NAME_SHIFT = 3;

  /// So many votes do not come about by chance.
  private static final int FEWEST_VOTES = 24;

  static final long BYTES = ENTRIES * ENTRY_BYTES;

  private static final long NONE = 0;

  private final MappedRanges mapped;
  private final Words words;
  private final boolean byAddress;
  private final boolean known;
  private final long hashOffset;

  MethodCache(Layout layout, Offsets offsets, MappedRanges mapped, Words words) {
    this.mapped = mapped;
    this.words = words;
    this.known = !offsets.two(); // 2.7 has another hash
    this.byAddress = !offsets.version().before(3, 10);
    this.hashOffset =
        known && layout.struct("PyASCIIObject").has("hash")
            ? layout.struct("PyASCIIObject").offset("hash")
            : 0;
  }

  /// {@return where the cache begins, if it lies in an area; else 0} The window's range must cover
  /// the area.
  long in(Area area, Window window) {
    if (!known || area.bytes() < BYTES) {
      return NONE;
    }
    Map<Long, Integer> votes = new HashMap<>();
    long best = NONE;
    int most = 0;
    for (long at = area.start(); at + ENTRY_BYTES <= area.end(); at += Long.BYTES) {
      window.require(at, ENTRY_BYTES);
      int place = place(window.u64(at), window.u64(at + NAME));
      if (place >= 0) {
        long base = at - place * ENTRY_BYTES;
        int count = votes.merge(base, 1, Integer::sum);
        if (count > most) {
          most = count;
          best = base;
        }
      }
    }
    return most >= FEWEST_VOTES && best >= area.start() && best + BYTES <= area.end() ? best : NONE;
  }

  /// {@return at which place of the table an entry of this version and name is; -1 if there is no
  /// such entry}
  private int place(long version, long name) {
    if (version <= 0
        || version >>> Integer.SIZE != 0
        || (name & (Long.BYTES - 1)) != 0
        || !mapped.mapped(name)) {
      return -1;
    }
    long hash = byAddress ? name >> NAME_SHIFT : words.u64(name + hashOffset);
    return (int) (version ^ hash) & (ENTRIES - 1);
  }
}
