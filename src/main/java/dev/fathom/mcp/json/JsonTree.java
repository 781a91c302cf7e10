package dev.fathom.mcp.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// JSON as maps, lists, texts, numbers and truth values.
public final class JsonTree {
  /// No text is longer, in bytes.
  public static final int LONGEST = 1 << 20;

  private static final int DEEPEST = 32;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST)
                  .build())
          .build();

  private JsonTree() {}

  /// {@return what a line says}
  ///
  /// @throws tools.jackson.core.JacksonException if it is not JSON, or more than one value
  public static @Nullable Object parse(byte[] line) {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      json.nextToken();
      @Nullable Object value = value(json);
      if (json.nextToken() != null) {
        throw new StreamReadException(json, "more than one value");
      }
      return value;
    }
  }

  /// {@return the members of a JSON object; none of anything else}
  @SuppressWarnings("unchecked") // as they are made here
  public static Map<String, @Nullable Object> members(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  // Of numbers without a fraction those in 64 bits are told as such: ids are given back as they
  // came.
  private static @Nullable Object value(JsonParser json) {
    JsonToken token = json.currentToken();
    if (token == null) {
      throw new StreamReadException(json, "no value");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          json.nextToken();
          members.put(name, value(json));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(json));
        }
        yield elements;
      }
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? json.getDoubleValue()
              : (Object) json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /// {@return how long such a value is, in bytes of UTF-8}
  public static int bytes(Object value) {
    return utf8(value).size();
  }

  /// {@return such a value as it is written, with all letters as they are}
  public static String text(Object value) {
    return utf8(value).toString(StandardCharsets.UTF_8);
  }

  private static ByteArrayOutputStream utf8(Object value) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), written, JsonEncoding.UTF8)) {
      write(json, value);
    }
    return written;
  }

  /// Writes such a value.
  public static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> members -> {
        json.writeStartObject();
        members.forEach((name, member) -> {
          json.writeName(String.valueOf(name));
          write(json, member);
        });
        json.writeEndObject();
      }
      case List<?> elements -> {
        json.writeStartArray();
        elements.forEach(element -> write(json, element));
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case null -> json.writeNull();
      default -> throw new IllegalArgumentException(value.getClass().getName());
    }
  }
}
