package dev.fathom.lab.replay;

/// A trace that cannot be understood, and where.
public final class TraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param line from 1
  /// @param column from 1
  public TraceException(long line, int column, String message) {
    super("line " + line + ", column " + column + ": " + message);
  }
}
