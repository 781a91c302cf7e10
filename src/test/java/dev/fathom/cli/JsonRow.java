package dev.fathom.cli;

import dev.fathom.testing.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One object of a JSON answer.
record JsonRow(Map<String, @Nullable Object> members) {
  @Nullable Object get(String name) {
    return members.get(name);
  }

  long number(String name) {
    return (Long) Objects.requireNonNull(members.get(name), name);
  }

  String text(String name) {
    return (String) Objects.requireNonNull(members.get(name), name);
  }

  JsonRow object(String name) {
    return new JsonRow(Json.object(members.get(name)));
  }

  /// {@return the texts of an array}
  List<String> strings(String name) {
    return Json.array(members.get(name)).stream().map(String::valueOf).toList();
  }

  /// {@return the objects of an array; none where there is no array}
  List<JsonRow> rows(String name) {
    Object rows = members.get(name);
    return rows == null
        ? List.of()
        : Json.array(rows).stream().map(row -> new JsonRow(Json.object(row))).toList();
  }
}
