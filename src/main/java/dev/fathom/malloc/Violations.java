package dev.fathom.malloc;

/// Hears what is not as it must be: memory that was torn, or corrupt.
@FunctionalInterface
public interface Violations {
  /// Hears of one.
  ///
  /// @param what an invariant, in words
  void violation(String what, long address);
}
