package dev.fathom.mcp;

import dev.fathom.mcp.json.JsonTree;
import dev.fathom.view.Escape;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// What a client says in a line.
sealed interface Message {
  /// Something that is to be answered.
  ///
  /// @param id a text or a number, given back with the answer
  record Request(Object id, String method, Map<String, @Nullable Object> parameters)
      implements Message {}

  /// Something that is not.
  record Notification(String method, Map<String, @Nullable Object> parameters) implements Message {}

  /// The answer to something that nobody asked here.
  record Reply() implements Message {}

  /// A message that is none.
  ///
  /// @param id of the request that it would be, if that can be told
  record Wrong(Optional<Object> id, ProtocolException error) implements Message {}

  /// {@return what a line says}
  static Message of(InputLines.Line line) {
    if (line.tooLong()) {
      return wrong(
          ProtocolException.NO_REQUEST,
          "a message of more than " + InputLines.LONGEST + " bytes is not read");
    }
    @Nullable Object value;
    try {
      value = JsonTree.parse(line.bytes());
    } catch (JacksonException malformed) {
      return wrong(ProtocolException.NO_JSON, "this line is not JSON");
    }
    if (!(value instanceof Map<?, ?>)) {
      return wrong(
          ProtocolException.NO_REQUEST, "a message is a JSON object: there are no batches");
    }
    return of(JsonTree.members(value));
  }

  private static Message of(Map<String, @Nullable Object> members) {
    @Nullable Object id = members.get("id");
    Optional<Object> told =
        id instanceof String || id instanceof Number ? Optional.of(id) : Optional.empty();
    if (!members.containsKey("method")
        && (members.containsKey("result") || members.containsKey("error"))) {
      return new Reply();
    }
    if (!"2.0".equals(members.get("jsonrpc"))
        || !(members.get("method") instanceof String method)
        || (members.containsKey("id") && told.isEmpty())) {
      return new Wrong(
          told,
          new ProtocolException(
              ProtocolException.NO_REQUEST,
              "a request has jsonrpc \"2.0\", a method, and an id that is a text or a number"));
    }
    @Nullable Object parameters = members.getOrDefault("params", Map.of());
    if (!(parameters instanceof Map<?, ?>)) {
      return new Wrong(
          told,
          new ProtocolException(
              ProtocolException.WRONG_PARAMETERS,
              "params of " + Escape.terminal(method) + " are not a JSON object"));
    }
    Map<String, @Nullable Object> given = JsonTree.members(parameters);
    return told.isPresent()
        ? new Request(told.get(), method, given)
        : new Notification(method, given);
  }

  private static Wrong wrong(int code, String message) {
    return new Wrong(Optional.empty(), new ProtocolException(code, message));
  }
}
