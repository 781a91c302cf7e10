package dev.fathom.serve;

/// What [Gate] says to a request.
sealed interface Passage {
  /// It is let in.
  ///
  /// @param path what is asked for, behind the token: empty for the page
  record Admitted(String path) implements Passage {}

  /// It is not.
  ///
  /// @param status of HTTP
  /// @param reason a line
  record Refused(int status, String reason) implements Passage {}
}
