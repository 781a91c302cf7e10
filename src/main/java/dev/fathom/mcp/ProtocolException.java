package dev.fathom.mcp;

/// A message that cannot be answered as the protocol has it.
final class ProtocolException extends Exception {
  // https://www.jsonrpc.org/specification#error_object
  static final int NO_JSON = -32700;
  static final int NO_REQUEST = -32600;
  static final int NO_METHOD = -32601;
  static final int WRONG_PARAMETERS = -32602;
  static final int INTERNAL = -32603;

  /// Of those that are the server's own.
  static final int BUSY = -32000;

  private static final long serialVersionUID = 1L;

  private final int code;

  /// @param message in one line; what of it the client chose is escaped
  ProtocolException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }

  String line() {
    return String.valueOf(getMessage());
  }
}
