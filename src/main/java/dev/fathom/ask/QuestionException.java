package dev.fathom.ask;

import java.io.IOException;

/// A question that has no answer. The message is the one line that the user sees; it may hold words
/// of his and of the target's.
public final class QuestionException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean absent;

  private QuestionException(String message, boolean absent) {
    super(message);
    this.absent = absent;
  }

  /// {@return of a question that cannot be asked like that}
  public static QuestionException wrong(String message) {
    return new QuestionException(message, false);
  }

  /// {@return of a question about something that is not there}
  public static QuestionException absent(String message) {
    return new QuestionException(message, true);
  }

  /// {@return whether what was asked about is not there, and the question as such is right}
  public boolean isAbsent() {
    return absent;
  }
}
