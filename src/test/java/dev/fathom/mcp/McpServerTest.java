package dev.fathom.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.ask.Manner;
import dev.fathom.mcp.tool.Toolbox;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.testing.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is answered to messages as the specification has them, and to those that it has not:
/// <https://modelcontextprotocol.io/specification/2025-11-25/basic>.
final class McpServerTest {
  private static final String PING =
      "{\"jsonrpc\":\"2.0\",\"id\":\"still there\",\"method\":\"ping\"}\n";

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, 2025-11-25",
    "2025-06-18, 2025-06-18",
    "2024-11-05, 2024-11-05",
    "1999-01-01, 2025-11-25"
  })
  void theRevisionIsAgreedUpon(String wanted, String agreed) throws IOException {
    Map<String, @Nullable Object> result =
        Json.object(
            only(request(
                    1,
                    "initialize",
                    "{\"protocolVersion\":\"" + wanted + "\",\"capabilities\":{}}"))
                .get("result"));
    assertThat(result).containsEntry("protocolVersion", agreed).containsKey("instructions");
    assertThat(Json.object(result.get("serverInfo"))).containsEntry("version", "1.2.3");
  }

  @Test
  void anIdComesBackAsItWas() throws IOException {
    assertThat(only(PING.replace("still there", "é 1"))).containsEntry("id", "é 1");
    assertThat(only(request(-7, "ping", "{}"))).containsEntry("id", -7L).containsKey("result");
  }

  @Test
  void eachToolSaysWhatItTakes() throws IOException {
    List<@Nullable Object> tools =
        Json.array(Json.object(only(request(1, "tools/list", "{}")).get("result")).get("tools"));
    assertThat(tools)
        .hasSize(12)
        .allSatisfy(each -> {
          Map<String, @Nullable Object> tool = Json.object(each);
          Map<String, @Nullable Object> schema = Json.object(tool.get("inputSchema"));
          Map<String, @Nullable Object> properties = Json.object(schema.get("properties"));
          assertThat(properties.keySet())
              .containsAll(names(schema.get("required")))
              .contains("more");
          assertThat(properties.values())
              .allSatisfy(
                  parameter -> assertThat(Json.object(parameter)).containsKey("description"));
        });
  }

  private static List<String> names(@Nullable Object array) {
    return Json.array(array).stream().map(String::valueOf).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{\"jsonrpc\":\"2.0\"",
        "{}{}",
        "\u0000",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\u00ff\"}",
      })
  void whatIsNoJsonIsAnError(String line) throws IOException {
    // As bytes: the last is no UTF-8.
    assertError(answers((line + "\n").getBytes(ISO_8859_1)), -32700);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "7",
        "null",
        "{}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}"
      })
  void whatIsNoRequestIsAnError(String line) throws IOException {
    assertError(answers((line + "\n").getBytes(UTF_8)), -32600);
  }

  @Test
  void whatIsTooLongOrTooDeepIsAnError() throws IOException {
    String longText = "x".repeat(2 << 20);
    assertError(
        answers(request(1, "ping", "{\"a\":\"" + longText + "\"}").getBytes(UTF_8)), -32600);
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertError(answers(request(1, "ping", "{\"a\":" + deep + "}").getBytes(UTF_8)), -32700);
  }

  @Test
  void aRequestThatCannotBeAnsweredIsAnErrorOfItsOwn() throws IOException {
    assertThat(error(request(3, "tools/write", "{}"))).containsEntry("code", -32601L);
    assertThat(error(request(3, "tools/call", "{\"name\":\"write\"}")))
        .containsEntry("code", -32602L);
    assertThat(error(request(3, "tools/call", "{}"))).containsEntry("code", -32602L);
    assertThat(error(request(3, "tools/call", "{\"name\":\"lab\",\"arguments\":[1]}")))
        .containsEntry("code", -32602L);
    assertThat(error(request(3, "ping", "[]"))).containsEntry("code", -32602L);
    assertThat(error(request(3, "\\u001b[31m", "{}")).get("message"))
        .isEqualTo("there is no method \\x1b[31m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"scenario\":{}}",
        "{\"scenario\":\"none such\"}",
        "{\"other\":1}",
        "{\"more\":\"1.1\"}",
        "{\"more\":\"x\"}"
      })
  void whatAToolDoesNotTakeIsToldToTheModel(String arguments) throws IOException {
    Map<String, @Nullable Object> result =
        Json.object(only(call(1, "lab", arguments)).get("result"));
    assertThat(result).containsEntry("isError", true).doesNotContainKey("structuredContent");
    assertThat(text(result).lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \r",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":9}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":[]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
      })
  void whatNeedsNoAnswerHasNone(String line) throws IOException {
    assertThat(answers((line + "\n").getBytes(UTF_8))).isEmpty();
  }

  @Test
  void whatWasAskedIsAnsweredThoughTheInputEnds() throws IOException {
    String unended = call(1, "lab", "{\"scenario\":\"pages\"}").stripTrailing();
    Map<String, @Nullable Object> result = Json.object(only(unended).get("result"));
    assertThat(text(result)).startsWith("The model machine.\n[data ");
    assertThat(answers(new byte[0])).isEmpty();
  }

  @Test
  void pagesFollowOnEachOther() throws IOException {
    StringBuilder messages = new StringBuilder(call(1, "lab", "{\"scenario\":\"timelines\"}"));
    Map<String, @Nullable Object> first = structured(only(messages.toString()));
    assertThat(first).containsKey("more");
    messages.append(call(2, "lab", "{\"more\":\"" + first.get("more") + "\"}"));
    List<Map<String, @Nullable Object>> both = answers(messages.toString().getBytes(UTF_8));
    List<@Nullable Object> lines = Json.array(structured(both.get(0)).get("lines"));
    List<@Nullable Object> more = Json.array(structured(both.get(1)).get("lines"));
    assertThat(Objects.requireNonNull(first.get("more"))).isEqualTo("1." + lines.size());
    assertThat(more).isNotEmpty().doesNotContain(lines.getLast());
    for (Map<String, @Nullable Object> answer : both) {
      assertThat(text(Json.object(answer.get("result"))).getBytes(UTF_8))
          .hasSizeLessThanOrEqualTo(4096);
    }
  }

  @Test
  void whatIsNoClientIsNotAnsweredForEver() {
    byte[] file = "no message\n".repeat(1000).getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(
            () -> McpServer.run(tools(), "1.2.3", new ByteArrayInputStream(file), out, _ -> {}))
        .hasMessageContaining("no messages of the Model Context Protocol");
    assertThat(out.toString(UTF_8).lines()).hasSize(100);
  }

  @Test
  void whereNobodyReadsTheServerEnds() throws IOException {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    McpServer.run(
        tools(),
        "1.2.3",
        new ByteArrayInputStream(PING.repeat(3).getBytes(UTF_8)),
        closed,
        _ -> {});
  }

  private static String request(int id, String method, String parameters) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":"
        + parameters
        + "}\n";
  }

  private static String call(int id, String tool, String arguments) {
    return request(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  private static Map<String, @Nullable Object> error(String message) throws IOException {
    return Json.object(only(message).get("error"));
  }

  /// And it goes on: the message after it is answered.
  private static void assertError(List<Map<String, @Nullable Object>> answers, long code) {
    assertThat(answers).hasSize(1);
    assertThat(Json.object(answers.getFirst().get("error"))).containsEntry("code", code);
  }

  private static Map<String, @Nullable Object> only(String messages) throws IOException {
    List<Map<String, @Nullable Object>> answers = answers(messages.getBytes(UTF_8));
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  private static Map<String, @Nullable Object> structured(Map<String, @Nullable Object> answer) {
    return Json.object(Json.object(answer.get("result")).get("structuredContent"));
  }

  private static String text(Map<String, @Nullable Object> result) {
    return (String)
        Objects.requireNonNull(
            Json.object(Json.array(result.get("content")).getFirst()).get("text"));
  }

  private static Toolbox tools() {
    return Toolbox.of(Manner.of(Pause.of(Freeze.PTRACE)), false);
  }

  /// What is answered, and to a ping after that.
  private static List<Map<String, @Nullable Object>> answers(byte[] messages) throws IOException {
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    in.writeBytes(messages);
    in.writeBytes(("\n" + PING).getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    McpServer.run(
        tools(),
        "1.2.3",
        new ByteArrayInputStream(in.toByteArray()),
        out,
        bug -> {
          throw new AssertionError(bug);
        });
    List<Map<String, @Nullable Object>> all =
        out.toString(UTF_8)
            .lines()
            .map(Json::parseObject)
            .peek(answer -> assertThat(answer).containsEntry("jsonrpc", "2.0"))
            .toList();
    List<Map<String, @Nullable Object>> others = new ArrayList<>(all);
    others.removeIf(answer -> "still there".equals(answer.get("id")));
    assertThat(others).as("it goes on after that").hasSizeLessThan(all.size());
    return others;
  }
}
