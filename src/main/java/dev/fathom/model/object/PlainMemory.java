package dev.fathom.model.object;

import java.util.Locale;

/// Memory that is of no type of the program's: what it is called instead.
public enum PlainMemory {
  /// A chunk of an allocator that no runtime knows.
  CHUNK("C memory", "chunks of C memory"),
  ANONYMOUS("anonymous mapping", "anonymous mappings"),
  SHARED("shared mapping", "shared mappings"),
  FILE("mapped file", "mapped files"),
  VARIABLE("static variable", "static variables");

  private final String type;
  private final String plural;

  PlainMemory(String type, String plural) {
    this.type = type;
    this.plural = plural;
  }

  /// {@return what stands for the name of a type}
  public String type() {
    return type;
  }

  /// {@return objects of a type as a sentence has them: `3 anonymous mappings`, `3 app.Cart`; a
  /// program's own names have no plural}
  public static String several(long count, String type) {
    String name = type;
    for (PlainMemory plain : values()) {
      name = plain.type.equals(type) && count != 1 ? plain.plural : name;
    }
    return String.format(Locale.ROOT, "%,d %s", count, name);
  }
}
