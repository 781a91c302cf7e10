package dev.fathom.view;

import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// How JSON is spelled: in ASCII alone. A name of a target's may turn the direction of writing
/// around, or talk to a terminal; as `\u202e` it does so nowhere, and is the same to a program.
public final class JsonText {
  private JsonText() {}

  /// {@return what makes generators that leave the stream open, and do not flush it: one that is
  /// closed because its answer failed has none}
  public static JsonFactory factory() {
    return JsonFactory.builder()
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
        .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
        .build();
  }
}
