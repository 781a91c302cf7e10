package dev.fathom.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.report.page.ScriptSafeOutput;
import dev.fathom.testing.Json;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Names in JSON: ASCII to whoever looks at it, and themselves to whoever reads it.
final class JsonTextTest {
  /// Right-to-left override and isolate, a control of eight bits, a line separator, a name that is
  /// none of those, and one beyond the basic plane.
  private static final String NAME = "a\u202eb\u2067c\u009b31m\u2028\u00fc\ud83d\ude00<";

  @Test
  void onlyAsciiStandsInIt() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json =
        JsonText.factory()
            .createGenerator(
                ObjectWriteContext.empty(), new ScriptSafeOutput(bytes), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty(NAME, NAME);
      json.writeEndObject();
    }
    String text = bytes.toString(UTF_8);
    assertThat(bytes.toString(US_ASCII)).isEqualTo(text);
    assertThat(text).containsIgnoringCase("\\u202e").doesNotContain("<");
    assertThat(Json.parseObject(text)).containsEntry(NAME, NAME);
  }
}
