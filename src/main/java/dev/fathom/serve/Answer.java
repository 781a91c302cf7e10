package dev.fathom.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fathom.ask.QuestionException;
import dev.fathom.report.metrics.MetricsFormat;
import dev.fathom.view.Escape;
import java.net.HttpURLConnection;

/// What is sent back.
final class Answer {
  /// Nothing may be loaded, run or framed.
  private static final String NOTHING =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int LONGEST_LINE = 400;

  private final int status;
  private final String type;
  private final String policy;
  private final byte[] content;

  private Answer(int status, String type, String policy, byte[] content) {
    this.status = status;
    this.type = type;
    this.policy = policy;
    this.content = content;
  }

  static Answer json(byte[] content) {
    return new Answer(
        HttpURLConnection.HTTP_OK, "application/json; charset=utf-8", NOTHING, content);
  }

  static Answer page(Page page) {
    return new Answer(
        HttpURLConnection.HTTP_OK, "text/html; charset=utf-8", page.policy(), page.content());
  }

  /// Metrics, in the format that was asked for.
  static Answer metrics(MetricsFormat format, byte[] content) {
    return new Answer(HttpURLConnection.HTTP_OK, format.mediaType(), NOTHING, content);
  }

  /// A line of text, for what cannot be answered.
  static Answer line(int status, String text) {
    return new Answer(
        status,
        "text/plain; charset=utf-8",
        NOTHING,
        ("fathom: " + Escape.terminal(text, LONGEST_LINE) + "\n").getBytes(UTF_8));
  }

  /// Of a question that has none.
  static Answer of(QuestionException question) {
    return line(
        question.isAbsent() ? HttpURLConnection.HTTP_NOT_FOUND : HttpURLConnection.HTTP_BAD_REQUEST,
        String.valueOf(question.getMessage()));
  }

  /// {@return the status of HTTP}
  int status() {
    return status;
  }

  /// {@return what the content is}
  String type() {
    return type;
  }

  /// {@return what a browser may do with it: its `Content-Security-Policy`}
  String policy() {
    return policy;
  }

  /// {@return the content, not to be changed}
  byte[] content() {
    return content;
  }
}
