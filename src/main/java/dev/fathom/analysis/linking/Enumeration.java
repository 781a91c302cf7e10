package dev.fathom.analysis.linking;

import java.util.List;

/// Things in a sentence.
final class Enumeration {
  private static final int NAMED = 3;

  private Enumeration() {}

  /// {@return the first of some things, and how many more there are}
  static String of(List<String> things) {
    String named = String.join(", ", things.subList(0, Math.min(NAMED, things.size())));
    int more = things.size() - NAMED;
    return more <= 0 ? named : named + " and " + more + " more";
  }

  /// {@return the path of a file, or its name where that is the same}
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
