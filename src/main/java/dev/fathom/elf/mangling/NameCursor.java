package dev.fathom.elf.mangling;

/// A mangled name, and how far it was read.
final class NameCursor {
  private final String text;
  private int at;

  NameCursor(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /// {@return the next character; 0 behind the last}
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  boolean isDigit() {
    return peek() >= '0' && peek() <= '9';
  }

  boolean next(String what) {
    boolean there = text.startsWith(what, at);
    at += there ? what.length() : 0;
    return there;
  }

  void expect(String what) {
    if (!next(what)) {
      throw new Unreadable();
    }
  }

  char take() {
    if (atEnd()) {
      throw new Unreadable();
    }
    return text.charAt(at++);
  }

  String take(int count) {
    if (count > text.length() - at) {
      throw new Unreadable();
    }
    at += count;
    return text.substring(at - count, at);
  }

  int position() {
    return at;
  }

  void back(int position) {
    at = position;
  }

  String rest() {
    return text.substring(at);
  }

  /// {@return digits as they stand there; may be none}
  String digits() {
    int first = at;
    while (isDigit()) {
      at++;
    }
    return text.substring(first, at);
  }

  /// {@return a number}
  int number() {
    int number = 0;
    if (!isDigit()) {
      throw new Unreadable();
    }
    while (isDigit()) {
      number = number * 10 + (text.charAt(at++) - '0');
      if (number > text.length() + 10_000) {
        throw new Unreadable();
      }
    }
    return number;
  }

  /// {@return 0 for `_`, 1 for `0_`, 2 for `1_`}
  int ordinal() {
    int number = peek() == '_' ? 0 : number() + 1;
    expect("_");
    return number;
  }

  /// {@return the same for digits and capital letters, which count on}
  int ordinalInLetters() {
    if (next("_")) {
      return 0;
    }
    int number = 0;
    while (peek() != '_') {
      char c = take();
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
      if (digit < 0 || number > text.length()) {
        throw new Unreadable();
      }
      number = number * 36 + digit;
    }
    at++;
    return number + 1;
  }

  /// {@return a name after its length}
  String source() {
    int length = number();
    if (length == 0) {
      throw new Unreadable();
    }
    return take(length);
  }
}
