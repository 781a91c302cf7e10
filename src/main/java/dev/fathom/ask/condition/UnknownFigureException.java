package dev.fathom.ask.condition;

/// A figure that a condition asks for and that this look cannot tell: so it is not known whether
/// the condition holds. The message is one line; words of the expression and of the target in it
/// are not escaped yet.
public final class UnknownFigureException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnknownFigureException(String message) {
    super(message);
  }
}
