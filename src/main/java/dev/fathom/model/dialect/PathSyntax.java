package dev.fathom.model.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a language writes the path to an object.
public interface PathSyntax {
  /// {@return a step by a key}
  ///
  /// @param spelling of the key, or null where that is not known
  /// @param type of the key; empty where not even that is
  String key(@Nullable String spelling, String type);

  /// {@return a step by the field of a structure}
  String field(String name);

  /// {@return a step by a place or a key with that left open, as it stands for all that are alike}
  ///
  /// @param step one by [#key], by a place, or by a field that is one of many alike
  default String open(String step) {
    return step.startsWith("[") ? "[*]" : step;
  }

  /// {@return the name of a field that leads to memory which an object has mapped}
  ///
  /// @param inside whether the address is one in the middle of it, which is likely no accident
  default String mapping(boolean inside) {
    return inside ? "~" : "<mapping>";
  }

  /// Whether a step may be none: a word of a structure that nobody knows happens to lead there.
  default boolean isGuessed(String step) {
    return false;
  }

  /// Whether a step leads to the key of a table, not to what is kept under one.
  default boolean leadsToKey(String step) {
    return false;
  }

  /// Whether a field leads from a part to what it is a part of.
  ///
  /// @param field as [#field] gets it
  default boolean leadsOut(String field) {
    return false;
  }

  /// {@return what a way begins with that leads from a variable of a library, or from a stack}
  default String variable(String title) {
    return "<" + title + ">";
  }

  /// {@return the steps as one expression}
  String join(List<String> steps);

  /// Whether a step leads to something that only stands for what it holds, or that holds all that
  /// the object before it has: who owns memory is told without it.
  boolean passesOn(String step);
}
