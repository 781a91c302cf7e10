package dev.fathom.serve;

import java.io.Serial;
import java.net.HttpURLConnection;

/// A question that cannot be answered; the message is a line for who asks.
final class QuestionException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final int status;

  private QuestionException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// It makes no sense.
  static QuestionException wrong(String message) {
    return new QuestionException(HttpURLConnection.HTTP_BAD_REQUEST, message);
  }

  /// There is no such thing.
  static QuestionException absent(String message) {
    return new QuestionException(HttpURLConnection.HTTP_NOT_FOUND, message);
  }

  /// {@return the status of HTTP that says so}
  int status() {
    return status;
  }
}
