package dev.fathom.runtime.cpython;

import dev.fathom.runtime.BlockState;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Window;

/// Looks into live memory as it streams by: tells the object in it, and has kept what will be
/// needed to follow its references.
final class ObjectFinder {
  private final ObjectRule rule;
  private final ObjectKeeper keeper;
  private final RuntimeSink sink;

  ObjectFinder(ObjectRule rule, ObjectKeeper keeper, RuntimeSink sink) {
    this.rule = rule;
    this.keeper = keeper;
    this.sink = sink;
  }

  /// A live block or chunk. {@return what it is: live, or kept by a free list} The window must hold
  /// its first 64 bytes.
  BlockState live(Window window, long block, long bytes) {
    if (rule.matches(window, block, bytes)) {
      found(window);
      return BlockState.LIVE;
    }
    if (rule.kept(window, block, bytes)) {
      return BlockState.KEPT;
    }
    keeper.buffer(window, block, bytes);
    return BlockState.LIVE;
  }

  /// {@return the bytes of the static object at `address`, or 0 where there is none}
  long staticObject(Window window, long address, long bytes) {
    if (!rule.matchesStatic(window, address, bytes)) {
      return 0;
    }
    sink.object(rule.address(), rule.type(), rule.shallowBytes());
    keeper.staticObject(window, rule.address(), rule.type(), rule.shallowBytes());
    return rule.shallowBytes();
  }

  /// Memory that holds frames.
  void frames(Window window, long address, long bytes) {
    keeper.frames(window, address, bytes);
  }

  private void found(Window window) {
    sink.object(rule.address(), rule.type(), rule.shallowBytes());
    keeper.object(window, rule.address(), rule.type(), rule.shallowBytes());
  }
}
