package dev.fathom.runtime.cpython;

import dev.fathom.target.Area;
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

  StaticObjects(ObjectFinder finder) {
    this.finder = finder;
  }

  void scan(Area area, Window window) {
    long at = area.start();
    while (at + SMALLEST <= area.end()) {
      window.require(at, SMALLEST);
      long bytes = Math.max(ALIGNMENT, finder.staticObject(window, at, area.end() - at));
      at += (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
  }
}
