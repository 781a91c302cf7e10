package dev.fathom.runtime.cpython.layout;

import java.util.Map;

/// The layout of one struct in one version.
///
/// @param version of CPython, for messages
/// @param size in bytes; of an object with items, including the first one and padding
/// @param varies whether builds of the version differ: then [#fields] are those that all have at
///   the same place, and [#size] is the smallest
/// @param fields by name, in the order of the source, those of the struct it begins with first
public record StructLayout(
    String version, String name, long size, boolean varies, Map<String, Field> fields) {

  /// {@return the field's offset in bytes}
  ///
  /// @throws IllegalArgumentException if it has no such field in this version, which is a mistake
  ///   of the caller
  public long offset(String field) {
    return field(field).offset();
  }

  /// {@return the field}
  ///
  /// @throws IllegalArgumentException if it has no such field in this version, which is a mistake
  ///   of the caller
  public Field field(String field) {
    Field found = fields.get(field);
    if (found == null) {
      throw new IllegalArgumentException(
          "CPython " + version + ": " + name + " has no field " + field + " that is known");
    }
    return found;
  }

  public boolean has(String field) {
    return fields.containsKey(field);
  }
}
