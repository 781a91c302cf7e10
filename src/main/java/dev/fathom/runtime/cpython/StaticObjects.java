package dev.fathom.runtime.cpython;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Window;

/// Objects that no allocator handed out: types, singletons and frozen code in the writable data of
/// the interpreter and its extensions.
///
/// Nothing lists them. Every aligned word is looked at as if an object began there; a sound count
/// and a pointer to a type is what few other words have. **Cost**: some nanoseconds a word.
final class StaticObjects {
  private static final long ALIGNMENT = 8;
  private static final long SMALLEST = 16;

  private final ObjectFinder finder;
  private final MethodCache cache;
  private final RuntimeSink sink;

  /// End of the last object: it may reach into the next area.
  private long done;

  StaticObjects(ObjectFinder finder, MethodCache cache, RuntimeSink sink) {
    this.finder = finder;
    this.cache = cache;
    this.sink = sink;
  }

  /// Looks at an area.
  ///
  /// @param limit up to where an object that begins in the area may reach: where variables of the
  ///   same module go on behind it
  void scan(Area area, long limit, Window window) {
    long cached = cache.in(area, window);
    long at = Math.max(area.start(), done);
    while (at < area.end() && at + SMALLEST <= limit) {
      if (cached != 0 && at >= cached && at < cached + MethodCache.BYTES) {
        sink.block(cached, cached + MethodCache.BYTES, BlockState.CACHE);
        at = cached + MethodCache.BYTES;
        cached = 0;
        continue;
      }
      window.require(at, SMALLEST);
      long bytes = Math.max(ALIGNMENT, finder.staticObject(window, at, limit - at));
      at += (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
    done = at;
  }
}
