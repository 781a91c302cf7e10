package dev.fathom.mcp;

import dev.fathom.ask.QuestionException;
import dev.fathom.mcp.json.JsonTree;
import dev.fathom.mcp.tool.Toolbox;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server of the Model Context Protocol that has tools alone.
public final class McpServer {
  /// The revisions of the protocol that this server speaks, the newest first.
  private static final List<String> REVISIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  /// After so many lines in a row that are no messages it is no client that writes: a file, or
  /// somebody who types.
  private static final int MOST_WRONG = 100;

  private final Toolbox tools;
  private final String version;
  private final Outbox outbox;
  private final ToolCalls calls;
  private int wrongInARow;

  private McpServer(Toolbox tools, String version, OutputStream out, Consumer<Throwable> complain) {
    this.tools = tools;
    this.version = version;
    this.outbox = new Outbox(out);
    this.calls = new ToolCalls(tools, complain);
  }

  /// Answers until the input ends, or nobody reads the answers any more.
  ///
  /// @param version of Fathom
  /// @param out gets messages alone
  /// @param complain is told of a bug
  /// @throws QuestionException if it is no client that writes
  public static void run(
      Toolbox tools, String version, InputStream in, OutputStream out, Consumer<Throwable> complain)
      throws IOException {
    McpServer server = new McpServer(tools, version, out, complain);
    InputLines lines = new InputLines(in);
    for (Optional<InputLines.Line> line = lines.next();
        line.isPresent() && !server.outbox.isBroken();
        line = lines.next()) {
      if (!line.get().isEmpty()) {
        server.hear(Message.of(line.get()));
      }
      if (server.wrongInARow == MOST_WRONG) {
        throw QuestionException.absent(
            MOST_WRONG
                + " lines on standard input were no messages of the Model Context Protocol: a client"
                + " is to start this command (docs/mcp.md)");
      }
    }
    server.calls.finish();
  }

  private void hear(Message message) {
    wrongInARow = message instanceof Message.Wrong ? wrongInARow + 1 : 0;
    switch (message) {
      case Message.Request request -> answer(request);
      case Message.Notification notification -> {
        @Nullable Object cancelled = notification.parameters().get("requestId");
        if (notification.method().equals("notifications/cancelled") && cancelled != null) {
          calls.cancel(cancelled);
        }
      }
      case Message.Reply _ -> {} // nothing was asked
      case Message.Wrong wrong ->
          outbox.error(wrong.id(), wrong.error().code(), wrong.error().line());
    }
  }

  private void answer(Message.Request request) {
    try {
      switch (request.method()) {
        case "initialize" -> outbox.result(request.id(), initialised(request.parameters()));
        case "ping" -> outbox.result(request.id(), Map.of());
        case "tools/list" -> outbox.result(request.id(), Map.of("tools", tools.list()));
        case "tools/call" -> calls.add(call(request));
        default ->
            throw new ProtocolException(
                ProtocolException.NO_METHOD,
                "there is no method " + Escape.terminal(request.method()));
      }
    } catch (ProtocolException wrong) {
      outbox.error(Optional.of(request.id()), wrong.code(), wrong.line());
    }
  }

  private Map<String, Object> initialised(Map<String, @Nullable Object> parameters) {
    @Nullable Object wanted = parameters.get("protocolVersion");
    return Map.of(
        "protocolVersion",
        REVISIONS.stream()
            .filter(revision -> revision.equals(wanted))
            .findFirst()
            .orElse(REVISIONS.getFirst()),
        "capabilities",
        Map.of("tools", Map.of()),
        "serverInfo",
        Map.of("name", "fathom", "title", "Fathom", "version", version),
        "instructions",
        tools.instructions());
  }

  private ToolCall call(Message.Request request) throws ProtocolException {
    Map<String, @Nullable Object> parameters = request.parameters();
    if (!(parameters.get("name") instanceof String name)) {
      throw new ProtocolException(
          ProtocolException.WRONG_PARAMETERS, "the name of the tool is missing");
    }
    if (!tools.has(name)) {
      throw new ProtocolException(
          ProtocolException.WRONG_PARAMETERS, "there is no tool " + Escape.terminal(name));
    }
    @Nullable Object arguments = parameters.getOrDefault("arguments", Map.of());
    if (!(arguments instanceof Map<?, ?>)) {
      throw new ProtocolException(
          ProtocolException.WRONG_PARAMETERS, "arguments of a tool are not a JSON object");
    }
    @Nullable Object token = JsonTree.members(parameters.get("_meta")).get("progressToken");
    return new ToolCall(
        request.id(),
        name,
        JsonTree.members(arguments),
        token instanceof String || token instanceof Number ? Optional.of(token) : Optional.empty(),
        outbox);
  }
}
