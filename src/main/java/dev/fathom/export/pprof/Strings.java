package dev.fathom.export.pprof;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The texts of a profile, each once; others tell their numbers. The first is empty.
final class Strings {
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  Strings() {
    int _ = number("");
  }

  int number(String text) {
    return numbers.computeIfAbsent(text, key -> numbers.size());
  }

  /// {@return all of them, in the order of their numbers}
  Set<String> all() {
    return numbers.keySet();
  }
}
