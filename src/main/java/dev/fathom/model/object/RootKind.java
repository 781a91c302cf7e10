package dev.fathom.model.object;

/// What holds a root.
public enum RootKind {
  /// A module: what it holds is there for good.
  MODULE,
  /// A function that is running: what it holds goes when it returns.
  FUNCTION
}
