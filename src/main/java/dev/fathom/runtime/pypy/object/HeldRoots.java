package dev.fathom.runtime.pypy.object;

import dev.fathom.model.column.LongColumn;
import dev.fathom.runtime.pypy.type.TypeInfos;
import dev.fathom.target.Words;

/// From where the collector sets out, read while the target is held.
///
/// @param running what the functions have that run: the stack of references
/// @param statics what static variables lead to
public record HeldRoots(LongColumn running, LongColumn statics) {
  /// A stack of references has room for so many (`rpython/memory/gctransform/shadowstack.py`).
  private static final long MOST = 1 << 20;

  public static HeldRoots read(TypeInfos.Places places, Words words) {
    LongColumn running = new LongColumn();
    long end = Math.min(places.shadowTop(), places.shadowBase() + MOST * Long.BYTES);
    for (long at = places.shadowBase(); at < end; at += Long.BYTES) {
      add(words.u64(at), running);
    }
    LongColumn statics = new LongColumn();
    long staticEnd = Math.min(places.staticEnd(), places.staticStart() + MOST * Long.BYTES);
    for (long at = places.staticStart(); at < staticEnd; at += Long.BYTES) {
      add(words.u64(words.u64(at)), statics);
    }
    return new HeldRoots(running, statics);
  }

  private static void add(long address, LongColumn column) {
    if (address > 0 && address % Long.BYTES == 0) {
      column.add(address);
    }
  }
}
