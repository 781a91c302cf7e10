package dev.fathom.lab.scenario;

/// A scenario that cannot be understood or played, and where.
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param line from 1
  /// @param column from 1
  public ScenarioException(int line, int column, String message) {
    super("line " + line + ", column " + column + ": " + message);
  }

  ScenarioException(Token at, String message) {
    this(at.line(), at.column(), message);
  }
}
