package dev.fathom.model.dialect;

/// Finds the words of a runtime by its name.
@FunctionalInterface
public interface Dialects {
  /// {@return the words of a runtime; those that all share where nobody knows it}
  ///
  /// @param runtime its name, as [Dialect#runtime] tells it
  Dialect of(String runtime);
}
