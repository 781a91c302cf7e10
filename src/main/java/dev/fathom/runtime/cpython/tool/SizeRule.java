package dev.fathom.runtime.cpython.tool;

/// One `__sizeof__` that is written in C.
@FunctionalInterface
interface SizeRule {
  /// Instead of a size: nobody can say from outside.
  long UNTOLD = -1;

  /// {@return what it says of an object, in bytes; [#UNTOLD] where it calls what is not known}
  ///
  /// @param type the object's own, which may inherit the function
  long of(long address, int type);
}
