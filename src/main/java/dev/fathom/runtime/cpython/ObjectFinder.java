package dev.fathom.runtime.cpython;

import dev.fathom.model.memory.BlockState;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.cpython.object.ObjectRule;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.target.Window;

/// Looks into live memory as it streams by: tells the object in it, and has kept what will be
/// needed to follow its references.
final class ObjectFinder {
  /// In `PyInstanceObject` of 2.7 (`Include/classobject.h`): its class.
  private static final long IN_CLASS = 16;

  private static final String FRAME = "frame";

  private final ObjectRule rule;
  private final PythonTypes types;
  private final ObjectKeeper keeper;
  private final RuntimeSink sink;

  ObjectFinder(ObjectRule rule, PythonTypes types, ObjectKeeper keeper, RuntimeSink sink) {
    this.types = types;
    this.rule = rule;
    this.keeper = keeper;
    this.sink = sink;
  }

  /// A live chunk of an allocator. {@return whether it holds an object, or one that a free list
  /// keeps} The window must hold its first 64 bytes.
  boolean chunk(Window window, long chunk, long bytes) {
    if (rule.matches(window, chunk, bytes)) {
      found(window);
      return true;
    }
    if (rule.kept(window, chunk, bytes) != PythonTypes.NONE) {
      keeper.dead(window, chunk, bytes);
      return true;
    }
    keeper.buffer(window, chunk, bytes);
    return false;
  }

  /// A live block. {@return what it is: live, or kept by a free list} The window must hold its
  /// first 64 bytes.
  BlockState live(Window window, long block, long bytes) {
    if (rule.matches(window, block, bytes)) {
      found(window);
      return BlockState.LIVE;
    }
    int dead = rule.kept(window, block, bytes);
    if (dead != PythonTypes.NONE) {
      return types.rawName(dead).equals(FRAME) ? BlockState.KEPT_FRAME : BlockState.KEPT;
    }
    keeper.buffer(window, block, bytes);
    return BlockState.LIVE;
  }

  /// {@return the bytes of the static object at `address`, or 0 where there is none}
  long staticObject(Window window, long address, long bytes) {
    if (!rule.matchesStatic(window, address, bytes)) {
      return 0;
    }
    tell(window);
    keeper.staticObject(window, rule.address(), rule.type(), rule.shallowBytes());
    return rule.shallowBytes();
  }

  /// Memory that holds frames.
  void frames(Window window, long address, long bytes) {
    keeper.frames(window, address, bytes);
  }

  private void tell(Window window) {
    int type = rule.type();
    if (types.isOldInstance(type)) {
      type = types.ofOldClass(window.u64(rule.address() + IN_CLASS), type);
    }
    sink.object(
        rule.address(),
        type,
        rule.shallowBytes(),
        rule.headBytes(),
        rule.role(window),
        rule.references(window));
  }

  private void found(Window window) {
    tell(window);
    keeper.object(window, rule.address(), rule.type(), rule.shallowBytes());
  }
}
