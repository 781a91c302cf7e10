package dev.fathom.model.object;

/// The objects that a walk told, in address order, numbered from 0.
public interface ObjectList {
  int count();

  long address(int object);

  /// {@return the id of its type, as the walk told it}
  int type(int object);

  /// {@return its own size in bytes}
  long shallow(int object);
}
