package dev.fathom.runtime.cmemory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names of classes as C++ compilers write them into programs, read back: `N4shop5OrderE` is
/// `shop::Order` (Itanium C++ ABI, 5.1 "External Names"). What templates are made for is not told:
/// `shop::Cache<…>`.
final class MangledName {
  private static final int MOST_PARTS = 64;
  private static final String ARGUMENTS = "<…>";
  private static final String UNNAMED = "12_GLOBAL__N_1";

  private final String text;
  private int at;

  private MangledName(String text) {
    this.text = text;
  }

  /// {@return the name of a class; empty if it is none}
  ///
  /// @param mangled as it stands in memory; may be anything
  static Optional<String> read(String mangled) {
    // What is only known in one file begins with an asterisk.
    String text = mangled.startsWith("*") ? mangled.substring(1) : mangled;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return Optional.empty();
      }
    }
    MangledName name = new MangledName(text);
    List<String> parts = new ArrayList<>();
    boolean complete = name.name(parts) && name.at == text.length();
    return complete && !parts.isEmpty() ? Optional.of(String.join("::", parts)) : Optional.empty();
  }

  private boolean name(List<String> parts) {
    if (next('N')) {
      while (!next('E')) {
        if (parts.size() == MOST_PARTS || !part(parts)) {
          return false;
        }
      }
      return true;
    }
    if (next('Z')) {
      return local(parts);
    }
    if (!part(parts)) {
      return false;
    }
    // `St` alone is no name: `std::` of what follows.
    boolean of = !parts.isEmpty() && parts.getLast().equals("std");
    if (of && !part(parts)) {
      return false;
    }
    return !startsWith("I") || part(parts);
  }

  /// A class in a function: what the function is called is told without its arguments.
  private boolean local(List<String> parts) {
    if (!name(parts) || parts.isEmpty()) {
      return false;
    }
    parts.set(parts.size() - 1, parts.getLast() + "()");
    int end = text.indexOf('E', at);
    if (end < 0) {
      return false;
    }
    at = end + 1;
    boolean named = part(parts);
    at = startsWith("_") ? text.length() : at; // one of several of that name
    return named;
  }

  private boolean part(List<String> parts) {
    if (next('I')) {
      if (parts.isEmpty() || !behind(1)) {
        return false;
      }
      parts.set(parts.size() - 1, parts.getLast() + ARGUMENTS);
      return true;
    }
    if (next('K') || next('V')) {
      return true; // of a member function
    }
    if (startsWith("St")) {
      at += 2;
      parts.add("std");
      return true;
    }
    String source = source();
    if (source.isEmpty()) {
      return false;
    }
    parts.add(source.equals(UNNAMED.substring(2)) ? "(anonymous)" : source);
    while (next('B')) { // of what version: `B5cxx11`
      if (source().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /// {@return a name after its length; empty if there is none}
  private String source() {
    int length = 0;
    int first = at;
    while (at < text.length() && Character.isDigit(text.charAt(at)) && length < text.length()) {
      length = length * 10 + (text.charAt(at++) - '0');
    }
    if (at == first || length == 0 || length > text.length() - at) {
      return "";
    }
    at += length;
    return text.substring(at - length, at);
  }

  /// Goes behind the ends of what is open: of the arguments of a template, or of names in them.
  private boolean behind(int levels) {
    int open = levels;
    while (open > 0 && at < text.length()) {
      char c = text.charAt(at);
      if (Character.isDigit(c)) {
        if (source().isEmpty()) {
          return false;
        }
        continue;
      }
      at++;
      if (c == 'L') {
        if (!constant()) {
          return false;
        }
      } else if (c == 'A' || c == 'S' || c == 'T') {
        at = afterNumber(c);
      } else if ("INXFJZ".indexOf(c) >= 0) {
        open++;
      } else if (c == 'E') {
        open--;
      }
    }
    return open == 0;
  }

  /// Goes behind a constant: a type, its digits and an end; or the name of what has an address.
  private boolean constant() {
    if (startsWith("_Z")) {
      at += 2;
      return behind(1);
    }
    boolean typed = next('N') ? behind(1) : !isDigit() || !source().isEmpty();
    int end = text.indexOf('E', at);
    at = end + 1;
    return typed && end >= 0;
  }

  private boolean isDigit() {
    return at < text.length() && Character.isDigit(text.charAt(at));
  }

  /// {@return where it goes on behind `A10_`, `S1_`, `St`, `T_`}
  private int afterNumber(char kind) {
    int end = text.indexOf('_', at);
    boolean number = end >= 0 && text.substring(at, end).chars().allMatch(MangledName::isNumeral);
    return number ? end + 1 : kind == 'S' ? Math.min(text.length(), at + 1) : at;
  }

  private static boolean isNumeral(int c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  }

  private boolean startsWith(String what) {
    return text.startsWith(what, at);
  }

  private boolean next(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }
}
