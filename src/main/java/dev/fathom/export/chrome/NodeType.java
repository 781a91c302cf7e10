package dev.fathom.export.chrome;

import java.util.Locale;

/// What a node is, in the words of V8 and by its numbers, in their order. DevTools calls an
/// `object` and a `native` by their names, and all of any other type together by that of the type.
enum NodeType {
  HIDDEN(0),
  ARRAY(1),
  STRING(2),
  OBJECT(3),
  CODE(4),
  CLOSURE(5),
  REGEXP(6),
  NUMBER(7),
  NATIVE(8),
  /// One that is not the program's: DevTools measures no distances from it.
  SYNTHETIC(9);

  private final int code;

  NodeType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
