package dev.fathom.model.dialect;

import dev.fathom.model.memory.ReleaseRule;

/// Finds the words of a runtime by its name.
@FunctionalInterface
public interface Dialects {
  /// {@return the words of a runtime; those that all share where nobody knows it}
  ///
  /// @param runtime its name, as [Dialect#runtime] tells it
  Dialect of(String runtime);

  /// {@return how the allocator of a name gives memory back}
  default ReleaseRule release(String allocator) {
    return ReleaseRule.NONE;
  }
}
