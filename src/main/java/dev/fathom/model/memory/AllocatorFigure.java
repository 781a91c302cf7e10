package dev.fathom.model.memory;

/// What an allocator has in its own variables: a limit that it keeps to, which settings and the
/// program may have changed, or a count that it keeps.
///
/// @param allocator whose it is
/// @param name what it calls it
/// @param unit in what it is
/// @param value as it is now
/// @param meaning in words
public record AllocatorFigure(
    String allocator, String name, Unit unit, long value, String meaning) {
  /// In what a figure is.
  public enum Unit {
    BYTES,
    /// Things, or 1 for yes and 0 for no.
    COUNT
  }
}
