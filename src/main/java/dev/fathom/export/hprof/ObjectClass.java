package dev.fathom.export.hprof;

import java.util.List;

/// A class of the dump. The sizes that its instances have are those that MAT and VisualVM add up: a
/// head of two words, and the fields; or a head of three words, and the elements.
///
/// @param id what stands for it
/// @param name as a virtual machine has it: `app.Cart`, `[Lapp.Cart;`
/// @param superclass its id; 0 for none
/// @param fields names of references
/// @param hasItems whether one more field leads to what instances refer to otherwise
/// @param padding words without a meaning that follow the fields, as instances are so large
record ObjectClass(
    long id, String name, long superclass, List<String> fields, boolean hasItems, int padding) {
  static final int HEAD_BYTES = 2 * Long.BYTES;
  static final int ARRAY_HEAD_BYTES = 3 * Long.BYTES;

  ObjectClass {
    fields = List.copyOf(fields);
  }

  boolean isArray() {
    return name.startsWith("[");
  }

  /// {@return how many words an instance has behind its head}
  int words() {
    return fields.size() + (hasItems ? 1 : 0) + padding;
  }

  /// {@return what a reader takes an instance's size to be}
  long bytes() {
    return HEAD_BYTES + (long) words() * Long.BYTES;
  }
}
