package dev.fathom.lab.linker;

/// When the loader looks names up.
public enum Binding {
  /// Each at its first call.
  LAZY,
  /// All at the start, as with `LD_BIND_NOW` or `RTLD_NOW`.
  NOW
}
