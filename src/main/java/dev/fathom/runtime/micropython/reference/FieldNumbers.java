package dev.fathom.runtime.micropython.reference;

import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.micropython.object.Qstrs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/// The numbers of fields: attributes and keys are interned strings, which are not objects here, and
/// so are told by name.
final class FieldNumbers {
  private static final String KEY_START = "['";
  private static final String KEY_END = "']";
  private static final String ANY_KEY = "[str key]";
  private static final int LARGEST_OFFSET = 512;

  private final ReferenceSink references;
  private final Qstrs names;
  private final IntPredicate told;
  private final Map<String, Integer> byName = new HashMap<>();

  // By number of an interned string: the field's number plus one.
  private final int[] attributes;
  private final int[] keys;

  /// @param told which of the strings may be told; the others are the program's data
  FieldNumbers(ReferenceSink references, Qstrs names, IntPredicate told) {
    this.references = references;
    this.names = names;
    this.told = told;
    attributes = new int[names.count()];
    keys = new int[names.count()];
    Arrays.fill(attributes, -1);
    Arrays.fill(keys, -1);
  }

  int named(String name) {
    return byName.computeIfAbsent(name, references::field);
  }

  /// {@return the field of an attribute or a variable}
  int attribute(int string) {
    if (string < 0 || string >= attributes.length || !told.test(string)) {
      return named("?");
    }
    if (attributes[string] < 0) {
      String name = names.spelling(string);
      attributes[string] = references.field(name == null ? "?" : name);
    }
    return attributes[string];
  }

  /// Sentences are data, wherever they stand.
  private static boolean isWord(String text) {
    return !text.isEmpty() && text.chars().allMatch(Character::isJavaIdentifierPart);
  }

  /// {@return the field of an entry of a dict}
  int key(int string) {
    if (string < 0 || string >= keys.length || !told.test(string)) {
      return named(ANY_KEY);
    }
    if (keys[string] < 0) {
      String name = names.spelling(string);
      keys[string] =
          name != null && isWord(name)
              ? references.field(KEY_START + name + KEY_END)
              : named(ANY_KEY);
    }
    return keys[string];
  }

  /// {@return the field of a word that nobody says what it is}
  int offset(long bytes) {
    return named(bytes < LARGEST_OFFSET ? "+0x" + Long.toHexString(bytes) : "+0x…");
  }
}
