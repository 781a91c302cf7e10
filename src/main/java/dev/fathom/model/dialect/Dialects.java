package dev.fathom.model.dialect;

/// Finds the words of a runtime by its name.
@FunctionalInterface
public interface Dialects {
  /// {@return the words of a runtime; those that all share where nobody knows it}
  ///
  /// @param runtime its name, as [Dialect#runtime] tells it
  Dialect of(String runtime);

  /// {@return what makes the allocator of a name give whole free pages back, in its own terms;
  /// empty where nothing does, and where nobody knows it}
  default String returning(String allocator) {
    return "";
  }
}
