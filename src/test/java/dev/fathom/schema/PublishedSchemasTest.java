package dev.fathom.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.testing.Json;
import dev.fathom.testing.JsonSchemas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is published is what follows from the declarations; and each schema says something of
/// everything, and allows nothing else.
final class PublishedSchemasTest {
  /// The text that is expected is the file's: where a declaration has changed, put it there.
  @Test
  void whatFollowsFromDeclarationsIsPublished() {
    DerivedSchemas.texts()
        .forEach((name, text) ->
            assertThat(JsonSchemas.text(name)).as("docs/schemas/%s.json", name).isEqualTo(text));
  }

  static List<String> names() {
    return JsonSchemas.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachIsASchemaThatLeadsNowhereElse(String name) {
    JsonSchemas.assertSound(name);
    everywhere(
        Json.parse(JsonSchemas.text(name)),
        schema -> {
          if (schema.get("$ref") instanceof String reference) {
            assertThat(target(name, reference)).as("%s: %s", name, reference).isNotNull();
          }
        });
  }

  /// An object of fixed keys allows no others, so that what nobody declared is noticed.
  @ParameterizedTest
  @MethodSource("names")
  void objectsAreClosed(String name) {
    if (name.equals("tables")) {
      return; // whose rows are closed where they are named
    }
    everywhere(
        Json.parse(JsonSchemas.text(name)),
        schema -> {
          if (schema.get("properties") instanceof Map) {
            assertThat(schema.keySet())
                .as("%s: %s", name, schema.get("properties"))
                .containsAnyOf("additionalProperties", "unevaluatedProperties");
            assertThat(schema.getOrDefault("additionalProperties", false)).isEqualTo(false);
          }
          if (schema.get("$ref") instanceof String reference
              && reference.startsWith("tables.json")
              && !reference.contains("/objects.rows.")) {
            assertThat(schema).as(name).containsEntry("unevaluatedProperties", false);
          }
        });
  }

  /// What a property is stands beside it, or where it leads to.
  @ParameterizedTest
  @MethodSource("names")
  void everyPropertyIsDescribed(String name) {
    everywhere(
        Json.parse(JsonSchemas.text(name)),
        schema -> {
          if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((key, each) ->
                assertThat(isDescribed(name, Json.object(each))).as("%s: %s", name, key).isTrue());
          }
        });
  }

  private static boolean isDescribed(String name, Map<String, @Nullable Object> schema) {
    return schema.containsKey("description")
        || schema.containsKey("const")
        || (schema.get("$ref") instanceof String reference
            && target(name, reference) instanceof Map<?, ?> there
            && there.containsKey("description"));
  }

  /// What is not declared fails, at any depth.
  @Test
  void whatIsNotDeclaredIsNotAllowed() {
    String before =
        """
        {"schema": 2, "cost": {"wallMillis": 1.5}, "pid": 1, "framesShown": true, "findings": [],
         "addressSpace": {"virtual": 4096, "resident": 1, "shared": 0, "absent": []}, "layout": [], "mappings": [
          {"start": 0, "end": 4096, "permissions": "rw-p", "name": "", "size": 4096, "rss": 1, "pss": 1,
           "uss": 1, "shared": 0, "sharedClean": 0, "sharedDirty": 0, "privateClean": 0, "privateDirty": 1, "anonymous": 1, "file": 0, "sharedMemory": 0, "huge": 0, "merged": 0, "zero": 0,
           "swapped": 0, "sharers": [1]%s}], "warnings": []%s}
        """;
    JsonSchemas.assertValid("pages", before.formatted("", ""));
    for (String wrong :
        List.of(
            before.formatted(", \"more\": 1", ""),
            before.formatted("", ", \"more\": 1"),
            before.formatted("", "").replace("\"rss\": 1, ", ""),
            before.formatted("", "").replace("\"rss\": 1", "\"rss\": \"1\""))) {
      assertThatThrownBy(() -> JsonSchemas.assertValid("pages", wrong))
          .isInstanceOf(AssertionError.class);
    }
  }

  /// A schema somewhere in a document: each object in it but the maps of names to schemas, which
  /// are looked through.
  private static void everywhere(
      @Nullable Object value, Consumer<Map<String, @Nullable Object>> visit) {
    switch (value) {
      case Map<?, ?> object -> {
        Map<String, @Nullable Object> schema = Json.object(object);
        visit.accept(schema);
        schema.forEach((key, each) -> {
          if ((key.equals("properties") || key.equals("$defs")) && each instanceof Map<?, ?> map) {
            map.values().forEach(inner -> everywhere(inner, visit));
          } else {
            everywhere(each, visit);
          }
        });
      }
      case List<?> list -> list.forEach(each -> everywhere(each, visit));
      case null, default -> {}
    }
  }

  private static final Map<String, Map<String, @Nullable Object>> PARSED = new HashMap<>();

  private static Map<String, @Nullable Object> parsed(String file) {
    return PARSED.computeIfAbsent(file, name -> Json.parseObject(JsonSchemas.text(name)));
  }

  private static @Nullable Object target(String from, String reference) {
    String[] parts = reference.split("#", -1);
    Object at = parsed(parts[0].isEmpty() ? from : parts[0].replaceFirst("\\.json$", ""));
    if (parts.length == 1) {
      return at;
    }
    for (String step : Stream.of(parts[1].split("/")).skip(1).toList()) {
      at = Json.object(at).get(step);
    }
    return at;
  }
}
