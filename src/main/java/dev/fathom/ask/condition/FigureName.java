package dev.fathom.ask.condition;

/// A figure that is asked for.
///
/// @param argument the type, path, account or finding that is meant; empty where none is
public record FigureName(Measure measure, String argument) {
  /// {@return a figure of the whole look}
  static FigureName of(Measure measure) {
    return new FigureName(measure, "");
  }
}
