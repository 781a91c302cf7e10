package dev.fathom.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A place in which two JSON values differ: answers are long, and what is wrong with one is short.
///
/// @param place such as `.rows[3].count`
/// @param expected what stands there in the first, as text; how many elements, where there are more
///   or fewer
/// @param actual what stands there in the second; `3 elements` likewise
public record JsonDifference(String place, String expected, String actual) {
  /// So many are told at most.
  private static final int MOST = 10;

  /// {@return a line for each of the first places in which they differ, such as `rows[3].count: 5,
  /// not 4`; none if they are equal}
  public static List<String> between(@Nullable Object expected, @Nullable Object actual) {
    return all(expected, actual).stream().limit(MOST).map(JsonDifference::toString).toList();
  }

  /// {@return all places in which they differ}
  public static List<JsonDifference> all(@Nullable Object expected, @Nullable Object actual) {
    List<JsonDifference> found = new ArrayList<>();
    compare("", expected, actual, found);
    return found;
  }

  private static void compare(
      String place,
      @Nullable Object expected,
      @Nullable Object actual,
      List<JsonDifference> found) {
    if (Objects.equals(expected, actual)) {
      return;
    }
    if (expected instanceof Map<?, ?> one && actual instanceof Map<?, ?> other) {
      Set<Object> names = new TreeSet<>(one.keySet());
      names.addAll(other.keySet());
      names.forEach(name -> compare(place + "." + name, one.get(name), other.get(name), found));
    } else if (expected instanceof List<?> one && actual instanceof List<?> other) {
      if (one.size() != other.size()) {
        found.add(differing(place, one.size(), other.size() + " elements"));
      }
      for (int at = 0; at < Math.min(one.size(), other.size()); at++) {
        compare(place + "[" + at + "]", one.get(at), other.get(at), found);
      }
    } else {
      found.add(differing(place, expected, actual));
    }
  }

  private static JsonDifference differing(
      String place, @Nullable Object expected, @Nullable Object actual) {
    return new JsonDifference(place, String.valueOf(expected), String.valueOf(actual));
  }

  @Override
  public String toString() {
    return place + ": " + actual + ", not " + expected;
  }
}
