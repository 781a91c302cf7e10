package dev.fathom.export.chrome;

import java.util.Locale;

/// What an edge is, in the words of V8 and by its numbers.
enum EdgeType {
  CONTEXT(0),
  /// A place: it has a number, all others have a name.
  ELEMENT(1),
  PROPERTY(2),
  INTERNAL(3),
  HIDDEN(4),
  SHORTCUT(5),
  /// Keeps nothing.
  WEAK(6);

  private final int code;

  EdgeType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
