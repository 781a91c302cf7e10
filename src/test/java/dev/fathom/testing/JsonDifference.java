package dev.fathom.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where two JSON values differ: answers are long, and what is wrong with one is short.
public final class JsonDifference {
  /// So many are told at most.
  private static final int MOST = 10;

  private final List<String> found = new ArrayList<>();

  private JsonDifference() {}

  /// {@return a line for each place in which they differ, such as `rows[3].count: 5, not 4`; none
  /// if they are equal}
  public static List<String> between(@Nullable Object expected, @Nullable Object actual) {
    JsonDifference difference = new JsonDifference();
    difference.compare("", expected, actual);
    return List.copyOf(difference.found);
  }

  private void compare(String place, @Nullable Object expected, @Nullable Object actual) {
    if (found.size() == MOST || Objects.equals(expected, actual)) {
      return;
    }
    if (expected instanceof Map<?, ?> one && actual instanceof Map<?, ?> other) {
      Set<Object> names = new TreeSet<>(one.keySet());
      names.addAll(other.keySet());
      names.forEach(name -> compare(place + "." + name, one.get(name), other.get(name)));
    } else if (expected instanceof List<?> one && actual instanceof List<?> other) {
      if (one.size() != other.size()) {
        found.add(place + ": " + other.size() + " elements, not " + one.size());
      }
      for (int at = 0; at < Math.min(one.size(), other.size()); at++) {
        compare(place + "[" + at + "]", one.get(at), other.get(at));
      }
    } else {
      found.add(place + ": " + actual + ", not " + expected);
    }
  }
}
