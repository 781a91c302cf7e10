package dev.fathom.mcp;

import dev.fathom.mcp.json.JsonTree;
import dev.fathom.view.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// What is sent to the client: a message a line, whichever thread sends it.
final class Outbox {
  private final OutputStream out;
  private boolean broken;

  Outbox(OutputStream out) {
    this.out = out;
  }

  void result(Object id, Map<String, ?> result) {
    send(Map.of("id", id, "result", result));
  }

  /// @param id of the request; empty where that cannot be told
  void error(Optional<Object> id, int code, String message) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("id", id.orElse(null));
    members.put("error", Map.of("code", code, "message", message));
    send(members);
  }

  void notification(String method, Map<String, ?> parameters) {
    send(Map.of("method", method, "params", parameters));
  }

  /// {@return whether nobody reads any more}
  synchronized boolean isBroken() {
    return broken;
  }

  private void send(Map<String, @Nullable Object> members) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json =
        JsonText.factory().createGenerator(ObjectWriteContext.empty(), line, JsonEncoding.UTF8)) {
      Map<String, @Nullable Object> message = new LinkedHashMap<>();
      message.put("jsonrpc", "2.0");
      message.putAll(members);
      JsonTree.write(json, message);
    }
    line.write('\n');
    write(line);
  }

  private synchronized void write(ByteArrayOutputStream line) {
    try {
      line.writeTo(out);
      out.flush();
    } catch (IOException gone) {
      broken = true; // and so the input will end
    }
  }
}
