package dev.fathom.cli;

import java.util.OptionalLong;

/// An address as a person writes it.
final class AddressOption {
  private static final int HEXADECIMAL = 16;

  private AddressOption() {}

  /// {@return the address that `text` states: `0x7f…`, or a decimal number as `id()` prints it;
  /// empty where it is none}
  static OptionalLong parse(String text) {
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    try {
      return OptionalLong.of(
          hexadecimal
              ? Long.parseUnsignedLong(text.substring(2), HEXADECIMAL)
              : Long.parseUnsignedLong(text));
    } catch (NumberFormatException none) {
      return OptionalLong.empty();
    }
  }
}
