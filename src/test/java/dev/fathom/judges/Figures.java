package dev.fathom.judges;

import dev.fathom.testing.JsonDifference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The figures of an answer in JSON, without what the answer says of itself.
///
/// @param leftOut names of members, wherever they stand
/// @param places that are not compared, such as `.rows[3].count`
/// @param skipped which rows, notes and other objects in lists
record Figures(Set<String> leftOut, Pattern places, Predicate<Map<?, ?>> skipped) {
  /// {@return the places in which two answers differ}
  Stream<JsonDifference> differing(@Nullable Object expected, @Nullable Object actual) {
    return JsonDifference.all(of(expected), of(actual)).stream()
        .filter(each -> !places.matcher(each.place()).matches());
  }

  private @Nullable Object of(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> kept = new TreeMap<>();
      map.forEach((key, each) -> {
        if (!leftOut.contains(key)) {
          kept.put(key, of(each));
        }
      });
      return kept;
    }
    if (value instanceof List<?> list) {
      return list.stream()
          .filter(each -> !(each instanceof Map<?, ?> row && skipped.test(row)))
          .map(this::of)
          .toList();
    }
    return value;
  }
}
